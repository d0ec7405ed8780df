package dev.reconciler.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences of one file that a person reads, each with its line. */
final class Sentences {
    /** @param tag the Javadoc tag that the sentence belongs to, for example {@code param}; empty outside a tag */
    record Sentence(Path file, int line, String text, String tag) {
        @Override
        public String toString() {
            return Pages.ROOT.relativize(file) + ":" + line + ": " + (tag.isEmpty() ? "" : "@" + tag + " ") + text;
        }
    }

    private static final Pattern JAVA = Pattern.compile(
            "\"\"\"(?<block>.*?)(?<!\\\\)\"\"\""
                    + "|\"(?<literal>(?:\\\\.|[^\"\\\\\\n])*)\""
                    + "|'(?:\\\\.|[^'\\\\])'"
                    + "|/\\*(?<comment>.*?)\\*/"
                    + "|(?<lines>//[^\\n]*(?:\\n[ \\t]*//[^\\n]*)*)",
            Pattern.DOTALL);
    private static final String BLOCK_TAG = "^[ \\t]*@(?<block>\\w+)[ \\t]*(?<name>(?<=param |throws )\\S+)?";
    private static final Pattern TAG = Pattern.compile(BLOCK_TAG + "|\\{@(?<inline>return)\\s", Pattern.MULTILINE);
    private static final Pattern SENTENCE =
            Pattern.compile("\\S(?:.*?[.!?:](?=[)\"*]*\\s+[\\p{Lu}{`*])|.*)", Pattern.DOTALL);

    private static final String MARKDOWN = "(?ms)^```.*?^```|<!--.*?-->|^(?:#+|\\s*[-*]|\\s*\\d+\\.|>) |\\n\\s*\\n|\\|";
    private static final String TEMPLATE = "(?s)<%--.*?--%>|\\$\\{|[<>\"}@]";
    private static final String KEYED_LINES = "[\"#]|: ";

    private final Path file;
    private final String text;
    private final List<Sentence> found = new ArrayList<>();

    private Sentences(Path file) {
        this.file = file;
        this.text = Pages.text(file);
    }

    /** Literals of a test are data, so its comments alone are read. */
    static List<Sentence> of(Path file) {
        Sentences sentences = new Sentences(file);
        String name = file.getFileName().toString();
        if (name.endsWith(".java")) {
            sentences.java(!file.toString().contains("/src/test/"));
        } else if (name.endsWith(".md")) {
            sentences.pieces(MARKDOWN);
        } else if (name.endsWith(".jte")) {
            sentences.pieces(TEMPLATE);
        } else {
            sentences.pieces(KEYED_LINES);
        }
        return sentences.found;
    }

    private void java(boolean withLiterals) {
        for (MatchResult result : JAVA.matcher(text).results().toList()) {
            // The groups in the order of the pattern: a text block, a literal, a comment, lines of comments.
            if (result.group(3) != null) {
                comment(lineOf(text, result.start()), result.group(3).replaceAll("(?m)^[ \\t]*\\*+", ""));
            } else if (result.group(4) != null) {
                comment(lineOf(text, result.start()), result.group(4).replaceAll("(?m)^[ \\t]*//", ""));
            } else if (withLiterals && result.group(2) != null) {
                piece(lineOf(text, result.start()), result.group(2).replace("\\n", " "), "");
            } else if (withLiterals && result.group(1) != null) {
                piece(lineOf(text, result.start()), result.group(1), "");
            }
        }
    }

    private void comment(int line, String comment) {
        String plain = comment.replaceAll("\\{@(?:code|link|linkplain|value)\\s+([^}]*)}", "$1");
        Matcher tag = TAG.matcher(plain);
        int from = 0;
        String name = "";
        while (tag.find()) {
            piece(line + lineOf(plain, from) - 1, plain.substring(from, tag.start()), name);
            name = tag.group("block") == null ? tag.group("inline") : tag.group("block");
            from = tag.end();
        }
        piece(line + lineOf(plain, from) - 1, plain.substring(from), name);
    }

    /** Reads what stands between the matches of the separator. */
    private void pieces(String separator) {
        Matcher cut = Pattern.compile(separator).matcher(text);
        int from = 0;
        while (cut.find()) {
            piece(lineOf(text, from), text.substring(from, cut.start()), "");
            from = cut.end();
        }
        piece(lineOf(text, from), text.substring(from), "");
    }

    private void piece(int line, String piece, String tag) {
        Matcher sentence = SENTENCE.matcher(piece.replaceAll("</?(?:p|li|ul|ol)>", " "));
        while (sentence.find()) {
            String words = sentence.group().replaceAll("\\s+", " ").strip();
            found.add(new Sentence(file, line + lineOf(piece, sentence.start()) - 1, words, tag));
        }
    }

    /** Counted from 1. */
    private static int lineOf(String text, int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }
}
