package dev.reconciler.bench;

import java.util.Map;
import java.util.TreeMap;

/** Options of a benchmark, all numbers, each with its default: {@code --rows 5000000}. */
final class Options {
    private final Map<String, Long> values;

    private Options(Map<String, Long> values) {
        this.values = values;
    }

    /** @throws UnknownOptionException naming the known options */
    static Options parse(Map<String, Long> defaults, String... args) {
        Map<String, Long> values = new TreeMap<>(defaults);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
            if (!args[i].startsWith("--") || !defaults.containsKey(name) || i + 1 == args.length) {
                throw new UnknownOptionException("'" + args[i] + "' is not an option with a number; options and"
                        + " their defaults are " + new TreeMap<>(defaults));
            }
            values.put(name, number(args[i], args[i + 1]));
        }
        return new Options(values);
    }

    private static long number(String option, String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new UnknownOptionException(option + " takes a number, not '" + text + "'", e);
        }
    }

    long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no option " + name);
        }
        return value;
    }

    int count(String name) {
        return Math.toIntExact(get(name));
    }

    /** The command line is wrong. */
    static final class UnknownOptionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownOptionException(String message) {
            super(message);
        }

        UnknownOptionException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
