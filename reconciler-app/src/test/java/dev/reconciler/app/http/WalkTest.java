package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class WalkTest {
    private static final DaemonLab DAEMON = new DaemonLab();
    private final Client client = new Client(DAEMON);

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    /** All items of a walk in parts of three; {@code meanwhile} runs after each part. */
    private List<String> walk(String list, String id, IntConsumer meanwhile) {
        List<String> seen = new ArrayList<>();
        String after = "";
        for (int part = 0; ; part++) {
            Answer answer = client.get(list + (list.contains("?") ? "&" : "?") + "size=3&after=" + after);
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            answer.at("/items").forEach(item -> seen.add(item.at(id).asText()));
            JsonNode next = answer.at("/next");
            if (next.isNull()) {
                return seen;
            }
            after = next.asText();
            meanwhile.accept(part);
        }
    }

    private List<Discrepancy> discrepancies(String prefix, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> {
                    DAEMON.lab.control.tick(Duration.ofSeconds(i % 2)); // some were seen at the same instant
                    return DAEMON.mismatch(prefix + i, "1.00", "9.00");
                })
                .toList();
    }

    private static void moveToTheFront(Discrepancy item, DiscrepancyState state) {
        DAEMON.lab.control.tick(Duration.ofSeconds(1));
        Discrepancy now = DAEMON.lab.control.discrepancies().find(item.id()).orElseThrow();
        DAEMON.lab.control.discrepancies().transition(now.id(), now.lifecycle().version(), state, "ada", "moves");
    }

    @Test
    void pagingThroughAChangingListReturnsEachDiscrepancyOnce() {
        List<Discrepancy> before = discrepancies("walk-", 10);
        List<String> seen = walk("/api/v1/discrepancies?table=public.customers", "/id", part -> {
            if (part < before.size() / 2) { // the list has more parts where other tests left discrepancies
                moveToTheFront(before.get(part), DiscrepancyState.RESOLVED);
                moveToTheFront(before.get(9 - part), DiscrepancyState.RESOLVED);
            }
            if (part < 2) {
                discrepancies("walk-new-" + part + "-", 1);
            }
        });
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).containsAll(before.stream().map(Discrepancy::id).toList());
    }

    @Test
    void pagingThroughTheQueueMissesNoItemThatStays() {
        List<Discrepancy> before = discrepancies("queue-", 9);
        List<String> seen = walk("/api/v1/reviews", "/discrepancy/id", part -> {
            if (part < 3) {
                moveToTheFront(before.get(part), DiscrepancyState.RESOLVED);
            }
        });
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen)
                .containsAll(before.subList(3, 9).stream().map(Discrepancy::id).toList());
    }

    @Test
    void pagingThroughTheAuditLogReachesNewEntries() {
        discrepancies("audit-", 3);
        long total = client.get("/api/v1/audit").at("/total").asLong();
        List<String> seen = walk("/api/v1/audit", "/sequence", part -> {
            if (part == 0) {
                discrepancies("audit-new-", 1);
            }
        });
        assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThan((int) total);
        assertThat(seen.stream().mapToLong(Long::parseLong)).isSorted();
    }

    @Test
    void pagingThroughRunsReturnsEachOnce() {
        List<String> before = IntStream.range(0, 7)
                .mapToObj(i -> DAEMON.checksum(DaemonLab.result("public.customers", "acme", Verdict.AGREED, 1, 0))
                        .id())
                .toList();
        List<String> seen = walk("/api/v1/runs?job=checksum", "/id", part -> {
            if (part == 0) {
                DAEMON.checksum(DaemonLab.result("public.customers", "acme", Verdict.AGREED, 1, 0));
            }
        });
        assertThat(seen).doesNotHaveDuplicates().hasSize(8).startsWith(before.toArray(String[]::new));
    }

    @Test
    void pagingThroughCorrectionsReturnsEachOnce() {
        List<Discrepancy> items = discrepancies("corrected-", 7);
        items.forEach(item -> assertThat(client.post(
                                "/api/v1/reviews/" + item.id() + "/resolution",
                                "{'action': 'APPLY_SOURCE', 'version': "
                                        + item.lifecycle().version() + "}")
                        .status())
                .isEqualTo(200));
        long total = client.get("/api/v1/corrections").at("/total").asLong();
        List<String> seen = walk("/api/v1/corrections", "/id", part -> {});
        assertThat(seen).doesNotHaveDuplicates().hasSize((int) total);
    }

    @Test
    void parkedEventsAreWalkedInSourceOrder() {
        Answer first = client.get("/api/v1/parked?limit=1");
        assertThat(first.at("/items/0/id").asLong()).isEqualTo(7);
        Answer second = client.get("/api/v1/parked?limit=1&after=" + first.text("/next"));
        assertThat(second.at("/items/0/id").asLong()).isEqualTo(8);
        Answer end = client.get("/api/v1/parked?limit=1&after=" + second.text("/next"));
        assertThat(end.at("/items")).isEmpty();
        assertThat(end.at("/next").isNull()).isTrue();
        assertThat(client.get("/api/v1/parked?after=MSBh").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "bm8", "OTk5OTk5OTk5OTk5OTk5OTk5IGE", "%00", "MTIgAA", "!!!"})
    void unknownCursorIsRefused(String after) {
        assertThat(client.get("/api/v1/discrepancies?after=" + after).status()).isEqualTo(400);
    }

    @Test
    void cursorAndPageNumberExcludeEachOther() {
        Answer answer = client.get("/api/v1/runs?after=&page=2");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/field")).isEqualTo("page");
    }

    @Test
    void allBadParametersAreReportedAtOnce() {
        Answer answer = client.get("/api/v1/discrepancies?state=BAD,OPEN&type=WORSE&size=0&colour=red&after=x");
        assertThat(answer.status()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        answer.at("/errors").forEach(error -> fields.add(error.get("field").asText()));
        assertThat(fields).containsExactlyInAnyOrder("state", "type", "size", "colour", "after");
    }
}
