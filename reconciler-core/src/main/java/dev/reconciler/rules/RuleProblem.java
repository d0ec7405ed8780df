package dev.reconciler.rules;

/**
 * One problem of a rule or its file.
 *
 * @param line from 1; 0 if it concerns no line
 * @param fix the text to write instead
 */
public record RuleProblem(String file, int line, String what, String fix) {
    @Override
    public String toString() {
        return (line > 0 ? file + ":" + line : file) + ": " + what + "; " + fix;
    }
}
