package dev.reconciler.docs;

import dev.reconciler.docs.Sentences.Sentence;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The forbidden patterns of the project's language: a clause in place of a sentence, and the phrases of a dialect. */
final class PlainEnglish {
    private static final Pattern CLAUSE = Pattern.compile("(?:What|That|Whether|Who|Whom|Whose|Which|Why|How(?! to)"
            + "|Whatever|Whoever|Whichever|Wherever"
            + "|(?:To|Through|From|For|By|In|On|At|Of|With|Until|Since|Up to|As of) (?:what|which|whom|whose|how))"
            + "\\b(?=.* ).*");
    /** An adverbial clause has a comma before its main clause. */
    private static final Pattern TIME_OR_PLACE = Pattern.compile("(?:When|Where)\\b(?=.* )[^,?]*");

    /** Phrases, each with the plain word. */
    private static final List<Phrase> PHRASES = List.of(
            new Phrase("all the same", "nevertheless; or say why"),
            new Phrase("anew", "again"),
            new Phrase("none of (?:the|its|these|those|them|it|what|that)", "no, not any"),
            new Phrase("nobody|no one", "the actor: no session, no operator"),
            new Phrase("(?:some|any)body|someone|anyone|whoever|whosoever", "the actor: the operator, an application"),
            new Phrase("(?<!the )others'?(?! than)", "other rows, other sessions"),
            new Phrase("(?:come|comes|came|coming) to (?:its|their|an) end", "ends, completes"),
            new Phrase("worked off", "processed, drained"),
            new Phrase("(?:go|goes|went|going) on(?: where|$|[.,;])", "resumes, continues"),
            new Phrase("(?:do|does|did) not do with", "did not detect"),
            new Phrase("would not (?:have|take) (?:it|them)", "rejected"),
            new Phrase("trying on|tries on|tried on", "retries"),
            new Phrase("that (?:it|they|a run|runs|a process) lives?", "heartbeat"),
            new Phrase("(?:wait|waits|waiting) to be", "pending"),
            new Phrase("looked into", "investigate"),
            new Phrase("for ever|for good", "permanently, without limit"),
            new Phrase("again and again|now and then|once more|ever so", "repeatedly, periodically, again"),
            new Phrase("no more(?=[.,;:]|$)", "no longer"),
            new Phrase("but for|save for|for want of|nothing but|naught", "except, without, only"),
            new Phrase("lately|of late", "recently"),
            new Phrase("in vain|of no use|of no avail", "without result"),
            new Phrase("(?:become|becomes|became) of", "happens to"),
            new Phrase(
                    "(?:say|says|said|tell|tells|told|know|knows|knew|speak|speaks) (?:nothing )?of",
                    "reports, describes"),
            new Phrase("on record|puts? it down|written down", "recorded"),
            new Phrase("thence|hence|thereof|therein|whereof", "so, from it"),
            new Phrase("(?:deal|deals|dealt) with", "handles, processes"),
            new Phrase("what there is|there is what|what is there", "the object's name"),
            new Phrase("at hand", "current"),
            new Phrase(
                    "when it (?:rests|is quiet|is quieter)|changes all the time",
                    "under less load; changes repeatedly"),
            new Phrase(
                    "(?:stand|stands|stood|lie|lies|lay) (?:beside|before|behind|there)", "is in, precedes, follows"),
            new Phrase("(?:make|makes|made) do", "uses"),
            new Phrase("the like|and such", "name them"),
            new Phrase("as yet|so far as|for so long", "yet; as far as; for this time"),
            new Phrase("(?:hand|hands|handed) (?:on|over)", "passes, delivers"),
            new Phrase("(?:give|gives|gave|given) (?:way|back)", "yields, returns"),
            new Phrase("is (?:no )?(?:proof|sign) of life", "heartbeat"),
            new Phrase("the house|a house", "this project"),
            new Phrase("by its own|on its way", "itself; in transit"),
            new Phrase("must needs|needs must|as it were|so to speak|in a word", "leave it out"),
            new Phrase("it is not for|has it that|has nothing to do", "say it directly"),
            new Phrase("broke off|breaks off|break off|broken off|gone under", "ended early, aborted"));

    private record Phrase(Pattern pattern, String instead) {
        Phrase(String pattern, String instead) {
            this(Pattern.compile("(?i)\\b(?:" + pattern + ")(?!\\w)"), instead);
        }
    }

    private PlainEnglish() {}

    /** The forbidden patterns of a sentence, each with its remedy; empty if it is plain. */
    static Stream<String> problems(Sentence sentence) {
        Stream<String> phrases = PHRASES.stream().flatMap(phrase -> phrase.pattern()
                .matcher(sentence.text())
                .results()
                .map(hit -> "\"" + hit.group() + "\": " + phrase.instead()));
        return Stream.concat(clause(sentence).stream(), phrases);
    }

    private static Optional<String> clause(Sentence sentence) {
        String text = sentence.text();
        if (sentence.tag().equals("return") && text.startsWith("whether ")) {
            return Optional.empty();
        }
        String start = sentence.tag().isEmpty() || text.isEmpty()
                ? text
                : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        boolean isClause = CLAUSE.matcher(start).matches() && !start.endsWith("?")
                || TIME_OR_PLACE.matcher(start).matches();
        return isClause ? Optional.of("begins with a clause: name the subject") : Optional.empty();
    }
}
