package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.Compatibility.BREAKING;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;

import dev.reconciler.compatibility.SchemaDifference.Kind;
import java.util.List;

/** Pairs of definitions with the difference that they have. {@code T} stands for the table's name. */
final class SchemaCases {
    /**
     * A pair of definitions.
     *
     * @param rows of the source
     * @param hits the number that the query counts; -1 if there is no query
     */
    record Case(String source, String target, String rows, Kind kind, Compatibility level, long hits) {}

    private static Case columns(String source, String target, String rows, Kind kind, Compatibility level, long hits) {
        return new Case(
                "CREATE TABLE T (id int PRIMARY KEY, " + source + ")",
                "CREATE TABLE T (id int PRIMARY KEY, " + target + ")",
                rows,
                kind,
                level,
                hits);
    }

    private SchemaCases() {}

    /** Those in which the types have the same names in both engines. */
    static List<Case> common() {
        return List.of(
                columns("c bigint", "c int", "(1, 3000000000), (2, -5)", Kind.TYPE, BREAKING, 1),
                columns(
                        "c varchar(200)",
                        "c varchar(5)",
                        "(1, 'longer than that'), (2, 'short')",
                        Kind.TYPE,
                        BREAKING,
                        1),
                columns(
                        "c numeric(12,4)",
                        "c numeric(12,2)",
                        "(1, 1.2345), (2, 1.25)",
                        Kind.TYPE,
                        POTENTIALLY_BREAKING,
                        1),
                columns("c numeric(12,2)", "c numeric(6,2)", "(1, 99999.5), (2, 9999.99)", Kind.TYPE, BREAKING, 1),
                columns("c int", "c int NOT NULL", "(1, NULL), (2, 7)", Kind.NULLABILITY, BREAKING, 1),
                columns("c int", "c int, extra int NOT NULL", "(1, 1), (2, 2)", Kind.COLUMN, BREAKING, 2),
                columns("c int, d varchar(9)", "c int", "(1, 1, 'x'), (2, 2, NULL)", Kind.COLUMN, BREAKING, 1),
                columns("c int", "c int UNIQUE", "(1, 1), (2, 1), (3, 4)", Kind.UNIQUE, POTENTIALLY_BREAKING, 2),
                columns(
                        "c int",
                        "c int, CONSTRAINT T_fk FOREIGN KEY (c) REFERENCES T (id)",
                        "(1, 2), (2, 9)",
                        Kind.FOREIGN_KEY,
                        POTENTIALLY_BREAKING,
                        1),
                columns("c int UNIQUE", "c int", "(1, 1)", Kind.UNIQUE, COMPATIBLE, -1),
                columns("c int DEFAULT 5", "c int", "(1, 1)", Kind.DEFAULT, COMPATIBLE, -1),
                columns(
                        "c int NOT NULL DEFAULT 5",
                        "c int NOT NULL",
                        "(1, 1)",
                        Kind.DEFAULT,
                        POTENTIALLY_BREAKING,
                        -1));
    }

    static List<Case> onPostgres() {
        return List.of(
                columns("c text COLLATE \"C\"", "c text", "(1, 'a')", Kind.COLLATION, COMPATIBLE, -1),
                columns(
                        "c timestamp(6)",
                        "c timestamp(0)",
                        "(1, '2026-01-01 10:00:00.5'), (2, '2026-01-01 10:00:00')",
                        Kind.TYPE,
                        POTENTIALLY_BREAKING,
                        1),
                columns(
                        "c int",
                        "c int, CONSTRAINT small CHECK (c < 10)",
                        "(1, 11), (2, 2)",
                        Kind.CHECK,
                        POTENTIALLY_BREAKING,
                        1),
                new Case(
                        "CREATE TYPE T_e AS ENUM ('a', 'b'); CREATE TABLE T (id int PRIMARY KEY, c T_e)",
                        "CREATE TYPE T_e AS ENUM ('a'); CREATE TABLE T (id int PRIMARY KEY, c T_e DEFAULT 'a')",
                        "(1, 'b'), (2, 'a')",
                        Kind.TYPE,
                        BREAKING,
                        1),
                new Case(
                        "CREATE TABLE T (id int PRIMARY KEY, c int); CREATE INDEX T_c ON T (c)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "(1, 1)",
                        Kind.INDEX,
                        COMPATIBLE,
                        -1),
                new Case(
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int); CREATE UNIQUE INDEX T_u ON T (c)",
                        "(1, 1), (2, 1)",
                        Kind.UNIQUE,
                        POTENTIALLY_BREAKING,
                        2),
                new Case(
                        "CREATE TABLE T (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "(1, 1)",
                        Kind.IDENTITY,
                        POTENTIALLY_BREAKING,
                        -1),
                new Case(
                        "CREATE TABLE T (id serial PRIMARY KEY, c int)",
                        "CREATE TABLE T (id serial PRIMARY KEY, c int)",
                        "(1, 1), (2, 2)",
                        Kind.SEQUENCE,
                        POTENTIALLY_BREAKING,
                        2),
                new Case(
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int);"
                                + " CREATE TRIGGER T_t BEFORE INSERT ON T FOR EACH ROW EXECUTE FUNCTION touch()",
                        "(1, 1)",
                        Kind.TRIGGER,
                        POTENTIALLY_BREAKING,
                        -1));
    }

    static List<Case> onMySql() {
        return List.of(
                columns(
                        "c varchar(20) COLLATE utf8mb4_bin",
                        "c varchar(20) COLLATE utf8mb4_general_ci",
                        "(1, 'a')",
                        Kind.COLLATION,
                        COMPATIBLE,
                        -1),
                columns(
                        "c varchar(20) COLLATE utf8mb4_bin UNIQUE",
                        "c varchar(20) COLLATE utf8mb4_general_ci UNIQUE",
                        "(1, 'a'), (2, 'A'), (3, 'b')",
                        Kind.COLLATION,
                        POTENTIALLY_BREAKING,
                        2),
                columns(
                        "c varchar(20) CHARACTER SET utf8mb4",
                        "c varchar(20) CHARACTER SET latin1",
                        "(1, '\u4e2d'), (2, '\u00fc')",
                        Kind.TYPE,
                        BREAKING,
                        1),
                columns("c int unsigned", "c int", "(1, 4294967295), (2, 1)", Kind.TYPE, BREAKING, 1),
                columns("c enum('a','b')", "c enum('a')", "(1, 'b'), (2, 'a')", Kind.TYPE, BREAKING, 1),
                columns(
                        "c datetime(6)",
                        "c datetime",
                        "(1, '2026-01-01 10:00:00.5'), (2, '2026-01-01 10:00:00')",
                        Kind.TYPE,
                        POTENTIALLY_BREAKING,
                        1),
                columns("c int, KEY T_c (c)", "c int", "(1, 1)", Kind.INDEX, COMPATIBLE, -1),
                columns(
                        "c int",
                        "c int, CONSTRAINT T_k CHECK (c < 10)",
                        "(1, 11), (2, 2)",
                        Kind.CHECK,
                        POTENTIALLY_BREAKING,
                        1),
                new Case(
                        "CREATE TABLE T (id int AUTO_INCREMENT PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "(1, 1)",
                        Kind.IDENTITY,
                        POTENTIALLY_BREAKING,
                        -1),
                new Case(
                        "CREATE TABLE T (id int AUTO_INCREMENT PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int AUTO_INCREMENT PRIMARY KEY, c int)",
                        "(1, 1), (3, 1)",
                        Kind.SEQUENCE,
                        POTENTIALLY_BREAKING,
                        2));
    }

    static List<Case> fromMySqlToPostgres() {
        return List.of(
                columns("c bigint unsigned", "c bigint", "(1, 18446744073709551615), (2, 1)", Kind.TYPE, BREAKING, 1),
                columns("c int unsigned", "c int", "(1, 4294967295), (2, 1)", Kind.TYPE, BREAKING, 1),
                columns("c tinyint(1)", "c boolean", "(1, 2), (2, 1)", Kind.TYPE, BREAKING, 1),
                columns(
                        "c datetime(6)",
                        "c timestamp(0)",
                        "(1, '2026-01-01 10:00:00.5'), (2, '2026-01-01 10:00:00')",
                        Kind.TYPE,
                        POTENTIALLY_BREAKING,
                        1),
                new Case(
                        "CREATE TABLE T (id int PRIMARY KEY, c enum('a','b'))",
                        "CREATE TYPE T_e AS ENUM ('a'); CREATE TABLE T (id int PRIMARY KEY, c T_e)",
                        "(1, 'b'), (2, 'a')",
                        Kind.TYPE,
                        BREAKING,
                        1),
                new Case(
                        "CREATE TABLE T (id int AUTO_INCREMENT PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "(1, 1)",
                        Kind.IDENTITY,
                        POTENTIALLY_BREAKING,
                        -1),
                new Case(
                        "CREATE TABLE T (id int AUTO_INCREMENT PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, c int)",
                        "(1, 1), (3, 1)",
                        Kind.SEQUENCE,
                        POTENTIALLY_BREAKING,
                        2));
    }

    static List<Case> fromPostgresToMySql() {
        return List.of(
                columns("c text", "c varchar(5)", "(1, 'longer'), (2, 'short')", Kind.TYPE, BREAKING, 1),
                columns(
                        "c varchar(20)",
                        "c varchar(20) CHARACTER SET latin1",
                        "(1, '\u4e2d'), (2, '\u00fc')",
                        Kind.TYPE,
                        BREAKING,
                        1),
                columns("c int", "c int unsigned", "(1, -1), (2, 1)", Kind.TYPE, BREAKING, 1),
                columns(
                        "c timestamp(6)",
                        "c datetime",
                        "(1, '2026-01-01 10:00:00.5'), (2, '2026-01-01 10:00:00')",
                        Kind.TYPE,
                        POTENTIALLY_BREAKING,
                        1),
                columns(
                        "c int",
                        "c int, CONSTRAINT T_k CHECK (c < 10)",
                        "(1, 1)",
                        Kind.CHECK,
                        POTENTIALLY_BREAKING,
                        -1),
                new Case(
                        "CREATE TYPE T_e AS ENUM ('a', 'b'); CREATE TABLE T (id int PRIMARY KEY, c T_e)",
                        "CREATE TABLE T (id int PRIMARY KEY, c enum('a') NOT NULL DEFAULT 'a' COMMENT 'it''s one')",
                        "(1, 'b'), (2, 'a')",
                        Kind.TYPE,
                        BREAKING,
                        1),
                new Case(
                        "CREATE TABLE T (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "(1, 1)",
                        Kind.IDENTITY,
                        POTENTIALLY_BREAKING,
                        -1),
                new Case(
                        "CREATE TABLE T (id int PRIMARY KEY, c int)",
                        "CREATE TABLE T (id int PRIMARY KEY, c int);"
                                + " CREATE TRIGGER T_t BEFORE INSERT ON T FOR EACH ROW SET NEW.c = NEW.c + 1",
                        "(1, 1)",
                        Kind.TRIGGER,
                        POTENTIALLY_BREAKING,
                        -1));
    }
}
