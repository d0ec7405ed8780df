package dev.reconciler.app.web;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.cdc.apply.parked.ParkedEvents.Parked;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunState;
import dev.reconciler.text.InvisibleCharacters;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.Deviation;
import io.javalin.http.HandlerType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class InvisibleCharactersOnPagesTest {
    /** A right-to-left override, a zero-width space, and a tag outside the basic plane. */
    private static final String EVIL = "gnp.\u202eexe\u200b\udb40\udc41!";

    /** Pages of numbers alone: on this day no table has any. */
    private static final Set<String> NUMBERS = Set.of("/reports/trends", "/reports/reviews");

    private static final DaemonLab DAEMON = PageClient.daemon();
    private final PageClient client = new PageClient(DAEMON).loggedIn();

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    /** Fields and links keep every character, since they are sent back; no person reads them there. */
    private static String readByPeople(String html) {
        return html.replaceAll("\\s(value|href|name|action|data-row)=\"[^\"]*\"", "");
    }

    private static Discrepancy item() {
        Row source = row(EVIL, EVIL, "1.00");
        Row target = row(EVIL, EVIL + "x", "1.00");
        Discrepancy item = DAEMON.mismatch(EVIL, source, target);
        DAEMON.services.operations().reviews().claim(item.id(), EVIL);
        return item;
    }

    private static Run failed() {
        Run run = DAEMON.runs
                .start(new NewRun("evil", "shop", "count", EVIL, List.of(EVIL), List.of(EVIL)), Duration.ofMinutes(5))
                .orElseThrow();
        return DAEMON.runs.finish(
                run.id(),
                RunState.FAILED,
                List.of(DaemonLab.result("public.customers", EVIL, Verdict.DIVERGED, 1, 1)),
                EVIL);
    }

    /** Results of rules, anomalies and a comparison of schemas. */
    private static void results(List<String> rules, Run run) {
        TenantId tenant = new TenantId(EVIL);
        DAEMON.rules = new RuleBook(List.of(), List.of(new RuleProblem("evil.yaml", 1, EVIL, EVIL)));
        DAEMON.ruleResults.record(rules.stream()
                .map(rule -> RuleResult.withoutVerdict(
                        run.id(),
                        new RuleResult.Subject(rule, "public.customers", tenant),
                        RuleResult.Outcome.ERROR,
                        EVIL,
                        new RuleResult.Timing(DAEMON.lab.control.clock().instant(), Duration.ZERO)))
                .toList());
        DAEMON.anomalies.record(
                "shop",
                run.id(),
                "public.customers",
                List.of(),
                List.of(new Anomaly(
                        "public.customers",
                        tenant,
                        Anomaly.Kind.ROW,
                        RowKey.of(EVIL),
                        new Anomaly.Score(2, 1),
                        List.of(new Deviation(EVIL, EVIL, EVIL)))));
        DAEMON.schemaDifferences = List.of(new SchemaDifference(
                EVIL,
                EVIL,
                SchemaDifference.Kind.COLUMN,
                Compatibility.BREAKING,
                EVIL,
                new SchemaDifference.Impact(List.of(), List.of()),
                null,
                null));
    }

    @Test
    void everyPageMarksThemWhereverAPersonReads() {
        Discrepancy item = item();
        Discrepancy decided = DAEMON.extra(EVIL + "2");
        DAEMON.lab
                .control
                .discrepancies()
                .transition(decided.id(), decided.lifecycle().version(), DiscrepancyState.RESOLVED, EVIL, EVIL);
        Discrepancy corrected = DAEMON.mismatch(EVIL + "3", "1.00", "9.00");
        client.post(
                "/discrepancies/" + corrected.id() + "/resolution",
                java.util.Map.of(
                        "action",
                        "APPLY_SOURCE",
                        "version",
                        "" + corrected.lifecycle().version(),
                        "notes",
                        EVIL));
        Run run = failed();
        DAEMON.verified("public.customers", EVIL, Verdict.DIVERGED);
        DAEMON.stream.stops(EVIL);
        DAEMON.stream.stands(new OpenProblem(
                "backfill",
                EVIL,
                EVIL,
                EVIL,
                "STOPPED",
                3,
                DAEMON.lab.control.clock().instant()));
        DAEMON.stream.parks(new Parked(
                9,
                EVIL,
                EVIL,
                "0/1",
                "INSERT",
                EVIL,
                1,
                DAEMON.lab.control.clock().instant()));

        results(List.of(item.id(), decided.id(), corrected.id()), run);
        TreeSet<String> paths = new TreeSet<>();
        Web.routes(DAEMON.services, DaemonLab.token(), DAEMON.sessions()).stream()
                .flatMap(part -> part.routes().stream())
                .filter(route -> route.method() == HandlerType.GET)
                .map(Route::path)
                .filter(path -> !path.startsWith("/assets/") && !path.equals("/favicon.ico") && !path.equals("/login"))
                .forEach(paths::add);
        assertThat(paths).contains("/", "/overview/live", "/discrepancies", "/reviews", "/parked", "/corrections");
        for (String path : paths) {
            for (String id :
                    path.startsWith("/runs/") ? List.of(run.id()) : List.of(item.id(), decided.id(), corrected.id())) {
                String shown = path.replaceAll("\\{[a-z]+}", id)
                        + (path.equals("/reports/evidence")
                                ? "?tenant=" + URLEncoder.encode(EVIL, StandardCharsets.UTF_8)
                                : "");
                PageClient.Answer answer = client.get(shown);
                assertThat(answer.status()).as(shown).isEqualTo(200);
                String read = readByPeople(answer.body());
                assertThat(InvisibleCharacters.isIn(read)).as(shown).isFalse();
                if (!NUMBERS.contains(path)) {
                    assertThat(read).as(shown).contains("U+202E", "U+200B", "U+E0041");
                }
            }
        }
    }

    @Test
    void fieldValuesAndApiValuesAreExact() {
        String value = EVIL + "4";
        Discrepancy item = DAEMON.mismatch(value, row(value, "a", "1.00"), row(value, EVIL, "1.00"));
        assertThat(client.get("/discrepancies/" + item.id()).body())
                .contains("name=\"value.customer\" value=\"" + EVIL + "\"");
        PageClient.Answer answer = client.send(client.request("/api/v1/discrepancies/" + item.id())
                .header("Authorization", "Bearer " + DaemonLab.TOKEN));
        assertThat(answer.body()).contains("gnp.\u202eexe\u200b");
    }
}
