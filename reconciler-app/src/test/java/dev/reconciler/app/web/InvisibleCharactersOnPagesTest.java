package dev.reconciler.app.web;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.cdc.apply.parked.ParkedEvents.Parked;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.Row;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunState;
import dev.reconciler.text.InvisibleCharacters;
import dev.reconciler.verify.Verdict;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class InvisibleCharactersOnPagesTest {
    /** A right-to-left override, a zero-width space, and a tag outside the basic plane. */
    private static final String EVIL = "gnp.\u202eexe\u200b\udb40\udc41!";

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
                String shown = path.replaceAll("\\{[a-z]+}", id);
                PageClient.Answer answer = client.get(shown);
                assertThat(answer.status()).as(shown).isEqualTo(200);
                String read = readByPeople(answer.body());
                assertThat(InvisibleCharacters.isIn(read)).as(shown).isFalse();
                assertThat(read).as(shown).contains("U+202E", "U+200B", "U+E0041");
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
