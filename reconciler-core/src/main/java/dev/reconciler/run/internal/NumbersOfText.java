package dev.reconciler.run.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers in the text of a rule's values, such as {@code total=12.5, name="a, b=1"}. */
final class NumbersOfText {
    private static final Pattern PART = Pattern.compile("\\G(?:, )?([^=\"]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^,]*)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,300}(\\.\\d+)?([eE][+-]?\\d{1,2})?");

    private NumbersOfText() {}

    /** By column. */
    static Map<String, Double> of(String text) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (NUMBER.matcher(part.group(2)).matches()) {
                numbers.put(part.group(1), Double.parseDouble(part.group(2)));
            }
        }
        return numbers;
    }
}
