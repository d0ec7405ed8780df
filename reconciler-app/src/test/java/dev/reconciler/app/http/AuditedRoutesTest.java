package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.app.web.Web;
import dev.reconciler.audit.AuditQuery;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import io.javalin.http.HandlerType;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every changing route adds an entry with the caller's name to the audit log. */
@Tag("db")
class AuditedRoutesTest {
    private static final String PERSON = "Ada";
    private static final String API = "/api/v1/";

    private final DaemonLab daemon =
            new DaemonLab((services, sessions) -> Web.routes(services, DaemonLab.token(), sessions));
    private final Client client = new Client(daemon);
    private final Map<String, Supplier<Answer>> calls = new LinkedHashMap<>();
    private String cookie = "";
    private int number;

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void everyChangingRouteLeavesAnEntryByName() {
        describePages();
        describeApi();
        Set<String> changing = daemon.routes().stream()
                .filter(route -> route.method() != HandlerType.GET)
                .map(Route::path)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(calls.keySet()))
                .as("every route of the router is called by this test")
                .isEqualTo(changing);

        calls.forEach((route, call) -> {
            long before = entriesByPerson();
            Answer answer = call.get();
            assertThat(answer.status())
                    .as(route + " " + answer.response().body())
                    .isLessThan(400);
            assertThat(entriesByPerson()).as(route).isGreaterThan(before);
        });
        assertThat(daemon.lab.control.audit().verify("shop")).isInstanceOf(ChainCheck.Intact.class);
        assertThat(client.get(API + "audit/verification").at("/intact").asBoolean())
                .isTrue();
        assertThat(client.get(API + "audit?actor=Ada&action=run").at("/total").asInt())
                .as("runs started on a page and by the API")
                .isEqualTo(2);
        assertThat(daemon.executed).extracting(run -> run.trigger()).containsOnly(PERSON);
    }

    private void describePages() {
        page("/login", () -> "name=" + PERSON + "&token=" + DaemonLab.TOKEN);
        page("/pipeline/pause", () -> "");
        page("/pipeline/resume", () -> "");
        pageOf("/tables/{table}/resume", this::pausedTable, "");
        page("/runs", () -> "job=count");
        pageOf("/discrepancies/{id}/claim", () -> item().id(), "");
        pageOf("/discrepancies/{id}/resolution", () -> item().id(), "action=KEEP_TARGET&version=2");
        pageOf("/discrepancies/{id}/reopen", () -> kept().id(), "reason=known&version=3");
        pageOf("/corrections/{id}/undo", this::correction, "reason=wrong");
        pageOf("/parked/{id}/discard", () -> "8", "reason=obsolete");
    }

    private void describeApi() {
        api("pipelines/{pipeline}/pause", () -> "shop", "");
        api("pipelines/{pipeline}/resume", () -> "shop", "");
        api("pipelines/{pipeline}/runs", () -> "shop", "{'job': 'checksum'}");
        api("tables/{table}/resume", this::pausedTable, "");
        api("reviews/{id}/claim", () -> item().id(), "");
        api("reviews/{id}/resolution", () -> item().id(), "{'action': 'KEEP_TARGET', 'version': 2}");
        api("reviews/{id}/reopen", () -> kept().id(), "{'reason': 'known', 'version': 3}");
        calls.put(
                API + "reviews/bulk",
                () -> client.postAs(
                        PERSON,
                        API + "reviews/bulk",
                        "{'action': 'KEEP_TARGET', 'items': [{'id': '" + item().id() + "', 'version': 77}]}"));
        api("corrections/{id}/undo", this::correction, "{'reason': 'wrong'}");
        calls.put("/parked/{id}/retry", () -> {
            daemon.stream.refuses();
            return form("/parked/7/retry", "");
        });
        api("parked/{id}/retry", () -> "7", "");
        api("parked/{id}/discard", () -> "7", "{'reason': 'obsolete'}");
        page("/logout", () -> "");
    }

    private void page(String path, Supplier<String> form) {
        calls.put(path, () -> form(path, form.get()));
    }

    private void pageOf(String path, Supplier<String> id, String form) {
        calls.put(path, () -> form(path.replaceFirst("\\{\\w+}", id.get()), form));
    }

    private void api(String path, Supplier<String> id, String body) {
        calls.put(API + path, () -> client.postAs(PERSON, API + path.replaceFirst("\\{\\w+}", id.get()), body));
    }

    private Answer form(String path, String form) {
        HttpRequest.Builder request = client.request(path)
                .header("Origin", daemon.url("").replaceAll("/$", ""))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString(
                        form.replace(DaemonLab.TOKEN, URLEncoder.encode(DaemonLab.TOKEN, StandardCharsets.UTF_8))));
        Answer answer = client.send(request);
        String set = answer.header("Set-Cookie");
        cookie = set.isEmpty() ? cookie : set.substring(0, set.indexOf(';'));
        return answer;
    }

    private Discrepancy item() {
        number++;
        return daemon.mismatch("k" + number, "1.00", "9.00");
    }

    private Discrepancy kept() {
        Discrepancy item = item();
        return daemon.lab
                .control
                .discrepancies()
                .transition(item.id(), item.lifecycle().version(), DiscrepancyState.RESOLVED, "Bea", "as it is");
    }

    private String correction() {
        Discrepancy item = item();
        Answer made = client.postAs(
                "Bea", API + "reviews/" + item.id() + "/resolution", "{'action': 'APPLY_SOURCE', 'version': 2}");
        return made.text("/outcome/correction");
    }

    private String pausedTable() {
        daemon.stream.pauses("public.customers");
        return "public.customers";
    }

    private long entriesByPerson() {
        AuditQuery query = new AuditQuery("shop", "", PERSON, "", Set.of(), new PageRequest(0, 1));
        return daemon.lab.control.audit().entries(query).total();
    }
}
