package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each error with its line, its column and its fix; no message repeats a value of the file. */
@Tag("unit")
class ConfigErrorsTest {
    private static final String VALID = """
        pipeline: shop
        source: {url: "postgresql://me@a/shop"}
        target: {url: "postgresql://me@b/shop"}
        tables: [{source: customers, tenant: none}]
        """;

    @TempDir
    private Path directory;

    @Test
    void unknownKeyIsRejectedWithTheSimilarKey() throws IOException {
        assertThat(problems(VALID + "windws:\n  maxDuration: 10s\nhttp:\n  prot: 1\n  zzzzzzzz: 1\n"))
                .containsExactly(
                        "5:1: windws: unknown key; did you mean 'windows'?",
                        "8:3: http.prot: unknown key; did you mean 'port'?",
                        "9:3: http.zzzzzzzz: unknown key; known keys: bind, port, token");
    }

    @Test
    void scheduledReportNeedsAReceiver() throws IOException {
        assertThat(problems(VALID + "schedules: {report: 1d}\n"))
                .containsExactly("5:13: schedules.report: the scheduled report has no receiver; name a folder in"
                        + " reports.directory or a URL in reports.webhook, or write off");
        assertThat(problems(VALID + "reports: {webhook: 'ftp://example.com/hidden'}\n"))
                .containsExactly("5:11: reports.webhook: is not the URL of an HTTP server; write it like"
                        + " https://hooks.example.com/reports");
        assertThat(problems(VALID + "reports: {webhookTimeout: 10}\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'   '", "x", "fifteen-letters", "123456789012345", "true", "'${NOTHING:-}'"})
    void aTokenThatCanBeGuessedIsRefused(String token) throws IOException {
        assertThat(problems(VALID + "http: {token: " + token + "}\n"))
                .containsExactly("5:8: http.token: has fewer than 16 characters; create one with 'openssl rand -hex 32'"
                        + " and keep it in a file or a variable");
    }

    @Test
    void allErrorsAreReportedAtOnce() throws IOException {
        assertThat(problems("""
            pipeline: Shop!
            mode: observe
            source:
              url: postgresql://me:hunter2@a/shop
            target:
              host: b
              port: 70000
              database: shop
            tables:
              - source: a.b.c
                tenant: nobody
              - {source: orders}
            windows:
              maxDuration: 60
              parallelism: many
            schedules:
              count: 15 minutes
              checksum: {cron: "61 2 * * *", zone: Mars/Olympus}
            """))
                .containsExactly(
                        "1:1: pipeline: has the wrong form; write a value like shop, billing_eu",
                        "4:3: source.url: holds a password; move it to 'password: ${PASSWORD}' beside the url",
                        "5:1: target.user: is missing; add 'user', or 'url: postgresql://user@host:port/database'",
                        "7:3: target.port: is out of range; write a number from 1 to 65535",
                        "10:5: tables[0].source: has the wrong form; write a value like customers,"
                                + " public.customers, \"my.schema\".\"my.table\"",
                        "11:5: tables[0].tenant: has the wrong form; write a value like none, {column: tenant_id}",
                        "12:5: tables[1].tenant: is missing; add it",
                        "14:3: windows.maxDuration: must be text, not a whole number; write a value like 500ms, 60s, 15m,"
                                + " 4h, 1d",
                        "15:3: windows.parallelism: must be a whole number, not text; write a number from 1 to 64",
                        "17:3: schedules.count: has the wrong form; write a value like 15m, off,"
                                + " {cron: \"0 2 * * *\", zone: Europe/Berlin}",
                        "18:14: schedules.checksum.cron: is not a cron expression (Failed to parse cron expression. Value"
                                + " 61 not in range [0, 59]); write minute, hour, day, month and weekday, as in \"0 2 * *"
                                + " *\"",
                        "18:34: schedules.checksum.zone: is not a time zone; write it like UTC, Europe/Berlin,"
                                + " Asia/Taipei");
    }

    @Test
    void invalidCanarySectionsAreRefused() throws IOException {
        String tables = """
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tenants: [acme]
            tables: [{source: customers, tenant: {column: tenant_id}, key: [id]}, {source: rates, tenant: none}]
            """;
        assertThat(problems(tables + "schedules: {canary: 5m}\n"))
                .containsExactly(
                        "6:13: schedules.canary: the section 'canary' is missing; add the section 'canary', or write off");
        assertThat(problems(tables + "canary: {table: customer, tenant: acme}\n"))
                .containsExactly("6:10: canary.table: no mapped target table has this name; did you mean"
                        + " 'public.customers'?");
        assertThat(problems(tables + "canary: {table: customers}\n"))
                .containsExactly("6:1: canary: must have exactly one of tenant and keys; write tenant: NAME, or for a"
                        + " table without tenants keys: {from: [KEY], to: [KEY]}");
        assertThat(problems(tables + "canary: {table: rates, tenant: acme}\n"))
                .containsExactly("6:24: canary.tenant: public.rates is mapped with tenant: none; name a range of keys:"
                        + " {from: [KEY], to: [KEY]}");
        assertThat(problems(tables + "canary: {table: customers, tenant: canary, extraKey: [1, 2]}\n"))
                .containsExactly(
                        "6:28: canary.tenant: is not in 'tenants'; add it to 'tenants'",
                        "6:44: canary.extraKey: has 2 values; write 1");
        assertThat(problems(tables + "canary: {table: customers, keys: {from: [1], to: [2]}}\n"))
                .containsExactly("6:28: canary.keys: public.customers has tenants; name one: tenant: canary");
        assertThat(problems(tables + "canary: {table: rates, keys: {from: [1], to: [2, 3]}}\n"))
                .containsExactly("6:42: canary.keys.to: has 2 values; write 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "compare: sometimes | compare: has the wrong form; write a value like exact, never, {tolerance: 0.01},"
                        + " {tolerance: 1%}, {tolerance: 2s}",
                "compare: 0.01 | compare: must be text or a group of keys, not a number; write a value like exact, never,"
                        + " {tolerance: 0.01}, {tolerance: 1%}, {tolerance: 2s}",
                "compare: {} | compare.tolerance: is missing; add it",
                "compare: {tolerance: 1%, within: 2s} | compare.within: unknown key; known keys: tolerance",
                "compare: {tolerance: 5 seconds} | compare.tolerance: has the wrong form; write a value like 0.01, 1%, 2s",
                "compare: {tolerance: -1%} | compare.tolerance: has the wrong form; write a value like 0.01, 1%, 2s",
                "compare: {tolerance: -0.5} | compare.tolerance: is not above 0; write a positive number, or 'compare: exact'",
                "compare: {tolerance: 0.00%} | compare.tolerance: is not above 0; write a positive number, or 'compare: exact'",
                "compare: {tolerance: 100%} | compare.tolerance: covers every value from 0 up; write less than 100%, or"
                        + " 'compare: never'",
                "compare: {tolerance: true} | compare.tolerance: must be a number or text, not true or false; write a value"
                        + " like 0.01, 1%, 2s",
                "comparison: never | comparison: unknown key; known keys: to, transform, compare",
            })
    void invalidComparisonOfAColumnIsRefused(String setting, String problem) throws IOException {
        String mapped = VALID.replace("tenant: none", "tenant: none, columns: {price: {" + setting + "}}");
        assertThat(problems(mapped))
                .singleElement()
                .asString()
                .startsWith("4:")
                .endsWith(": tables[0].columns.price." + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"updated_at", "a.b.c.d", "'.x'", "'x.'", "a..b", "''"})
    void patternOfColumnsThatNamesNoTableIsRefused(String pattern) throws IOException {
        assertThat(problems(VALID + "exclude: ['*.note', " + pattern + "]\n"))
                .containsExactly(
                        "5:21: exclude[1]: has the wrong form; write a value like *.updated_at, orders.legacy_*,"
                                + " public.orders.note");
    }

    @Test
    void incrementalWithoutStreamVerificationIsRefused() throws IOException {
        String off = VALID + "verification: {stream: {enabled: false}}\n";
        assertThat(problems(off + "schedules: {incremental: 10m}\n"))
                .hasSize(1)
                .allMatch(problem -> problem.contains(
                                "schedules.incremental: verification.stream is off, so that dirty chunks are unknown")
                        && problem.endsWith("schedule checksum instead, or switch verification.stream on"));
        for (String accepted :
                List.of(off, off + "schedules: {incremental: off}\n", VALID + "schedules: {incremental: 10m}\n")) {
            Path file = Files.writeString(directory.resolve("reconciler.yaml"), accepted);
            assertThat(new ConfigLoader(Map.of()).load(file).pipeline()).isEqualTo("shop");
        }
    }

    @Test
    void scheduleOfRulesWithoutRulesIsRefused() throws IOException {
        assertThat(problems(VALID + "rules: none\nschedules: {rules: 1h}\n"))
                .singleElement()
                .asString()
                .contains("schedules.rules: there are no rules to evaluate: the file says 'rules: none'");
        assertThat(problems(VALID + "rules: nothing\n")).hasSize(1);
    }

    @Test
    void missingSettingIsReportedAtTheLineOfItsGroup() throws IOException {
        assertThat(problems("pipeline: shop\nsource: {}\n"))
                .containsExactly(
                        "1:1: target: is missing; add it",
                        "1:1: tables: is missing; add it",
                        "2:1: source.host: is missing; add 'host', or 'url: postgresql://user@host:port/database'",
                        "2:1: source.database: is missing; add 'database', or 'url:"
                                + " postgresql://user@host:port/database'",
                        "2:1: source.user: is missing; add 'user', or 'url: postgresql://user@host:port/database'");
    }

    @Test
    void unsetVariableIsTheOnlyErrorOfItsSetting() throws IOException {
        assertThat(problems(VALID + "windows:\n  maxDuration: ${WINDOW}\nhttp:\n  token: ${file:nowhere}\n"))
                .containsExactly(
                        "6:16: windows.maxDuration: environment variable WINDOW is not set; set it, or write"
                                + " ${WINDOW:-default}",
                        "8:10: http.token: file " + directory.resolve("nowhere")
                                + " can't be read (NoSuchFileException);"
                                + " create it and let the daemon's user read it");
    }

    @Test
    void aSourceThatIsTheTargetIsRefused() throws IOException {
        assertThat(problems(VALID.replace("me@b/", "other@a:5432/")))
                .containsExactly("3:1: target: is the same database as the source; configure another host or database");
    }

    @Test
    void settingsWithoutMeaningInObserveModeAreRefused() throws IOException {
        assertThat(problems(VALID + "mode: observe\ninitial: backfill\nobserve: {settle: 10s, inFlightMax: 9s}\n"))
                .containsExactly(
                        "6:1: initial: 'backfill' writes rows, but in mode observe applications write the"
                                + " target; remove it, or use mode replicate to fill the target",
                        "7:24: observe.inFlightMax: is shorter than observe.settle; write several times observe.settle;"
                                + " 10m is a good start");
        assertThat(problems(VALID + "mode: observe\nobserve: {settle: 0s}\n"))
                .containsExactly(
                        "6:11: observe.settle: has the wrong form; write a value like 500ms, 60s, 15m, 4h, 1d");
    }

    @Test
    void limitsOfTheRecordOfChangedKeysAreChecked() throws IOException {
        assertThat(problems(VALID + "verification: {sample: {recent: {rows: -1}}}\n"))
                .singleElement()
                .asString()
                .contains("verification.sample.recent.rows: ", "0");
        assertThat(problems(VALID + "verification: {sample: {recent: {within: an hour}}}\n"))
                .singleElement()
                .asString()
                .contains("verification.sample.recent.within: ");
        assertThat(problems(VALID + "verification: {stream: {changes: {keysPerMinute: 0}}}\n"))
                .singleElement()
                .asString()
                .contains("verification.stream.changes.keysPerMinute: ", "1");
        assertThat(problems(VALID + "verification: {stream: {changes: {keep: 7}}}\n"))
                .singleElement()
                .asString()
                .contains("verification.stream.changes.keep: ");
        assertThat(problems(VALID + "verification: {stream: {changes: {days: 7d}}}\n"))
                .singleElement()
                .asString()
                .contains("verification.stream.changes.days: ");
    }

    @Test
    void settingsOfAnomaliesAreChecked() throws IOException {
        assertThat(problems(VALID + "verification: {anomalies: {rows: 100}}\n"))
                .singleElement()
                .asString()
                .contains("verification.anomalies.rows: ", "500");
        assertThat(problems(VALID + "verification: {anomalies: {threshold: 3}}\n"))
                .singleElement()
                .asString()
                .contains("verification.anomalies.threshold: ");
        assertThat(problems(VALID + "schedules: {anomalies: often}\n"))
                .singleElement()
                .asString()
                .contains("schedules.anomalies: ");
    }

    @Test
    void timeOfRuleResultsIsChecked() throws IOException {
        assertThat(problems(VALID + "verification: {ruleResults: {keep: 0d}}\n"))
                .containsExactly(
                        "5:30: verification.ruleResults.keep: has the wrong form; write a value like 500ms, 60s,"
                                + " 15m, 4h, 1d");
        assertThat(problems(VALID + "verification: {ruleResults: {rows: 5}}\n"))
                .singleElement()
                .asString()
                .contains("verification.ruleResults.rows: ");
    }

    @Test
    void settingsOfSamplesAreChecked() throws IOException {
        assertThat(problems(VALID + "verification: {sample: {margin: 1%, fewerThan: 10}}\n"))
                .singleElement()
                .asString()
                .endsWith("verification.sample.fewerThan: a sample has either a margin or a bound to prove;"
                        + " remove margin or fewerThan");
        assertThat(problems(VALID + "verification: {sample: {confidence: 0.0%}}\n"))
                .singleElement()
                .asString()
                .endsWith("verification.sample.confidence: is not above 0; write a value like 95%, 1%");
        assertThat(problems(VALID + "verification: {sample: {confidence: 0.99}}\n"))
                .singleElement()
                .asString()
                .contains("verification.sample.confidence: ", "95%, 99.9%");
        assertThat(problems(VALID + "verification: {sample: {fewerThan: 0}}\n"))
                .singleElement()
                .asString()
                .contains("verification.sample.fewerThan: ");
        assertThat(problems(VALID + "verification: {sample: {rowsPerTenant: -1}}\n"))
                .singleElement()
                .asString()
                .contains("verification.sample.rowsPerTenant: ", "0");
    }

    @Test
    void targetStreamNeedsObserveModeAndStreamVerification() throws IOException {
        String streamed = VALID.replace("me@b/shop\"}", "me@b/shop\", stream: true}");
        assertThat(problems(streamed))
                .containsExactly("3:41: target.stream: needs mode observe: in mode replicate the daemon itself writes"
                        + " the target; remove it, or set mode: observe");
        assertThat(problems(streamed + "mode: observe\nverification: {stream: {enabled: false}}\n"))
                .containsExactly("3:41: target.stream: needs stream verification, which is switched off;"
                        + " remove it, or set verification.stream.enabled: true");
        assertThat(problems(VALID.replace("me@a/shop\"}", "me@a/shop\", stream: true}")))
                .containsExactly("2:41: source.stream: unknown key; known keys: url, host, port, database, user,"
                        + " password, ssl, connectTimeout, socketTimeout, maxConnections");
    }

    @Test
    void mappingsThatContradictEachOtherAreRefused() throws IOException {
        assertThat(problems("""
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tables:
              - source: customers
                target: clients
                tenant: none
                columns:
                  name: title
                  label: {to: title, transform: shout}
                constants: {title: x}
              - {source: people, target: public.clients, tenant: none}
              - {source: public.customers, tenant: none}
            correction:
              tables:
                cleints: {MISSING_IN_TARGET: auto, COUNT_MISMATCH: auto}
            """))
                .containsExactly(
                        "10:7: tables[0].columns.label: target column 'title' is already filled by 'name';"
                                + " name another column, or ignore one of them",
                        "10:26: tables[0].columns.label.transform: has the wrong form; write a value like direct,"
                                + " lowercase, uppercase, trim, cast, rocDate, concat, {default: unknown}, {nullIf: n/a}, {utc:"
                                + " Asia/Taipei}",
                        "11:17: tables[0].constants.title: target column 'title' is already filled by 'name';"
                                + " name another column, or ignore one of them",
                        "12:22: tables[1].target: public.clients is mapped twice (tables[0]); keep one of the mappings;"
                                + " if each fills its own part of the table, give this one a 'name', and both another value in"
                                + " 'constants' for a column of the target's key",
                        "13:6: tables[2].source: public.customers is mapped twice (tables[0]); keep one of the"
                                + " mappings",
                        "16:5: correction.tables.cleints: no mapped target table has this name; did you mean"
                                + " 'public.clients'?",
                        "16:40: correction.tables.cleints.COUNT_MISMATCH: is not an allowed value; write one of"
                                + " review, report");
    }

    @Test
    void filtersOfAnotherFormAreErrorsAtTheirPlaces() throws IOException {
        assertThat(problems("""
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tables:
              - source: customers
                tenant: none
                where:
                  source: {shard: [], state: {is: x}, kind: {not: {a: b}}}
                  target: {}
                  both: {a: 1}
              - {source: people, tenant: none, where: {source: {a: [[1]]}}}
              - {source: orders, tenant: none, where: {}}
            """))
                .containsExactly(
                        "8:16: tables[0].where.source.shard: is empty; write a value like eu, [1, 2, 3], null, {not:"
                                + " null}",
                        "8:27: tables[0].where.source.state.not: is missing; add it",
                        "8:35: tables[0].where.source.state.is: unknown key; known keys: not",
                        "8:50: tables[0].where.source.kind.not: must be text or a number or true or false or nothing or"
                                + " a list, not a group of keys; write a value like draft, [draft, null], null",
                        "9:7: tables[0].where.target: is empty; write a value like {deleted_at: null, shard: [1, 2]}",
                        "10:7: tables[0].where.both: unknown key; known keys: source, target",
                        "11:57: tables[1].where.source.a[0]: must be text or a number or true or false or nothing, not a"
                                + " list; write text or a number or true or false or nothing",
                        "12:36: tables[2].where: is empty; write a value like {source: {deleted_at: null, shard: [1, 2]},"
                                + " target: {region: eu}}");
    }

    @Test
    void mappingsOfOneTargetTableNeedNamesAndDifferentConstants() throws IOException {
        assertThat(problems("""
            pipeline: shop
            mode: observe
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop", stream: true}
            tables:
              - {source: orders_a, target: orders, tenant: none, constants: {shard: a}}
              - {source: orders_b, target: orders, tenant: none, constants: {shard: b}}
              - {source: orders_c, target: orders, name: orders_b, tenant: none, constants: {shard: "A "}}
              - {source: orders_d, target: orders, name: orders_d, tenant: none}
              - {source: orders_e, target: others, name: public.orders_d, tenant: none}
            """))
                .containsExactly(
                        "7:24: tables[1].target: public.orders is mapped twice (tables[0]); keep one of the mappings; if each"
                                + " fills its own part of the table, give this one a 'name', and both another value in"
                                + " 'constants' for a column of the target's key",
                        "8:24: tables[2].target: public.orders has several mappings, and the target's stream does not tell"
                                + " their rows apart; remove target.stream, or map this table in a pipeline of its own",
                        "8:70: tables[2].constants: tables[0] fills public.orders too, and no constant tells their rows apart;"
                                + " write in both another value for a column of the target's key, as in constants: {shard:"
                                + " a}; one that differs in more than case and trailing blanks",
                        "9:24: tables[3].target: tables[0] fills public.orders too, and no constant tells their rows apart;"
                                + " write in both another value for a column of the target's key, as in constants: {shard:"
                                + " a}; one that differs in more than case and trailing blanks",
                        "10:40: tables[4].name: public.orders_d is the name of another mapping (tables[3]); write a name of"
                                + " its own");
    }

    @Test
    void aKeyThatIsWrittenTwiceIsAnErrorAtTheSecond() throws IOException {
        assertThat(problems(VALID + "pipeline: other\n"))
                .containsExactly("5:1: pipeline: written twice; keep one of them");
    }

    @Test
    void textThatIsNoYamlIsAnErrorAtItsPlace() throws IOException {
        assertThat(problems("pipeline: shop\nsource: [a\n"))
                .containsExactly(
                        "3:1: not YAML: expected ',' or ']', but got <stream end>; correct the syntax at this place");
    }

    @Test
    void anAliasThatContainsItselfEndsWithAnError() throws IOException {
        assertThat(problems("pipeline: &loop\n  - *loop\n"))
                .containsExactly("1:1: not YAML: an alias contains itself; correct the syntax");
    }

    @Test
    void missingFileIsNamed() {
        Path file = directory.resolve("absent.yaml");

        ConfigException e = catchThrowableOfType(ConfigException.class, () -> new ConfigLoader(Map.of()).load(file));

        assertThat(e).hasMessage(file + ": file not found; name an existing file with --config FILE");
    }

    @Test
    void noErrorRepeatsAValueThatMayBeSecret() throws IOException {
        List<String> problems = problems(VALID.replace(
                "tables:",
                "control: {url: \"postgresql://me:hunter2@c/x?password=hunter2\","
                        + " password: {value: hunter2}, ssl: hunter2}\ntables:"));

        assertThat(problems).hasSize(3).noneMatch(problem -> problem.contains("hunter2"));
    }

    private List<String> problems(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), yaml);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> new ConfigLoader(Map.of()).load(file));
        assertThat(e).as("the file was accepted").isNotNull();
        return e.problems().stream()
                .map(problem -> problem.toString().substring(file.toString().length() + 1))
                .toList();
    }
}
