package dev.reconciler.yaml;

/**
 * One problem of a YAML file.
 *
 * @param line from 1
 * @param column from 1
 * @param path of the setting, like {@code tables[0].source}; empty for the whole file
 * @param fix the operator's remedy
 */
public record YamlProblem(int line, int column, String path, String what, String fix) {}
