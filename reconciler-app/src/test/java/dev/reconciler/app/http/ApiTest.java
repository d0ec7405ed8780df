package dev.reconciler.app.http;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.Run;
import dev.reconciler.schema.catalog.SchemaChange;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidate.Readings;
import dev.reconciler.verify.confirm.Reading;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.DirtyChunks;
import dev.reconciler.verify.coverage.Unverifiable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class ApiTest {
    private final DaemonLab daemon = new DaemonLab();
    private final Client client = new Client(daemon);

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void statusShowsStreamOpenDiscrepanciesAndLastVerifications() {
        daemon.mismatch("a", "1.00", "9.00");
        daemon.checksum(DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 10, 1));
        Answer status = client.get("/api/v1/status");
        assertThat(status.status()).isEqualTo(200);
        assertThat(status.text("/pipeline/stream")).isEqualTo("RUNNING");
        assertThat(status.text("/pipeline/lag")).isEqualTo("PT0.85S");
        assertThat(status.text("/open/0/type")).isEqualTo("FIELD_MISMATCH");
        assertThat(status.at("/open/0/count").asInt()).isEqualTo(1);
        assertThat(status.text("/lastSuccess/checksum")).isEqualTo("2026-01-01T00:00:42Z");
        assertThat(status.text("/oldestReview")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(status.text("/unmapped/0/schema")).isEqualTo("shop");
        assertThat(status.at("/unmapped/0/tables").asInt()).isEqualTo(2);
        assertThat(status.at("/unmapped/0/largest/0/rows").asInt()).isEqualTo(70);
        assertThat(client.get("/api/v1/pipelines").text("/items/0/name")).isEqualTo("shop");
    }

    @Test
    void aPipelineIsPausedAndResumedByName() {
        assertThat(client.postAs("ada", "/api/v1/pipelines/shop/pause", "").text("/reason"))
                .isEqualTo("paused by ada");
        assertThat(client.post("/api/v1/pipelines/shop/resume", "").text("/stream"))
                .isEqualTo("RUNNING");
    }

    @Test
    void aRunHasItsIdAtOnceAndASecondOneWaits() {
        Answer started = client.post(
                "/api/v1/pipelines/shop/runs",
                "{'job': 'checksum', 'tables': ['public.customers'], 'tenants': ['acme']}");
        assertThat(started.status()).isEqualTo(202);
        String id = started.text("/id");
        assertThat(started.header("Location")).isEqualTo("/api/v1/runs/" + id);
        assertThat(daemon.executed).extracting(Run::id).containsExactly(id);
        Answer run = client.get("/api/v1/runs/" + id);
        assertThat(run.text("/state")).isEqualTo("RUNNING");
        assertThat(run.text("/trigger")).isEqualTo("api");
        assertThat(run.text("/tenants/0")).isEqualTo("acme");

        Answer second = client.post("/api/v1/pipelines/shop/runs", "{'job': 'checksum'}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("/detail")).contains("checksum is already running");
        assertThat(daemon.executed).hasSize(1);
    }

    @Test
    void runOfChangedRowsHasItsSpan() {
        String body = "{'job': 'checksum', 'since': '2h', 'until': '2025-12-31T23:00:00Z'}";
        String id = client.post("/api/v1/pipelines/shop/runs", body).text("/id");

        Answer run = client.get("/api/v1/runs/" + id);
        assertThat(run.text("/changed/since"))
                .isEqualTo(
                        daemon.lab.control.clock().instant().minusSeconds(7_200).toString());
        assertThat(run.text("/changed/until")).isEqualTo("2025-12-31T23:00:00Z");
        assertThat(client.get("/api/v1/runs?job=checksum").text("/items/0/changed/until"))
                .isEqualTo("2025-12-31T23:00:00Z");
    }

    @Test
    void runsAreListedAndCarryResults() {
        Run run = daemon.checksum(
                DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 10, 1),
                DaemonLab.result("public.orders", "", Verdict.UNVERIFIABLE, 0, 0));
        Answer list = client.get("/api/v1/runs?job=checksum&state=succeeded&page=0&size=1");
        assertThat(list.at("/total").asInt()).isEqualTo(1);
        assertThat(list.text("/items/0/id")).isEqualTo(run.id());
        assertThat(client.get("/api/v1/runs?state=FAILED").at("/total").asInt()).isZero();
        Answer detail = client.get("/api/v1/runs/" + run.id());
        assertThat(detail.text("/results/0/verdict")).isEqualTo("DIVERGED");
        assertThat(detail.at("/results/1/tenant").isNull()).isTrue();
        assertThat(detail.text("/finished")).isEqualTo("2026-01-01T00:00:42Z");
    }

    @Test
    void discrepanciesAreFoundByEveryFilterAndShowBothRowsByColumn() {
        Discrepancy wrong = daemon.mismatch("a,b", "1.00", "9.00");
        Discrepancy extra = daemon.extra("x");
        Answer found = client.get("/api/v1/discrepancies?state=OPEN,IN_REVIEW&type=FIELD_MISMATCH"
                + "&table=public.customers&tenant=acme");
        assertThat(found.at("/total").asInt()).isEqualTo(1);
        assertThat(found.text("/items/0/id")).isEqualTo(wrong.id());
        assertThat(found.text("/items/0/key/0")).isEqualTo("a,b");
        assertThat(found.text("/items/0/source/amount")).isEqualTo("1.00");
        assertThat(found.text("/items/0/target/amount")).isEqualTo("9.00");
        assertThat(found.at("/items/0/target/code").isNull()).isTrue();
        assertThat(found.text("/items/0/columns/0")).isEqualTo("amount");

        assertThat(client.get("/api/v1/discrepancies?key=x").text("/items/0/id"))
                .isEqualTo(extra.id());
        assertThat(client.get("/api/v1/discrepancies?tenant=other").at("/total").asInt())
                .isZero();
        Answer one = client.get("/api/v1/discrepancies/" + extra.id());
        assertThat(one.at("/source").isNull()).isTrue();
        assertThat(one.text("/proof/job")).isEqualTo("checksum");
    }

    @Test
    void applyingTheSourceChangesTheTargetAndCanBeUndone() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        Answer list = client.get("/api/v1/reviews");
        assertThat(list.text("/items/0/discrepancy/id")).isEqualTo(item.id());
        assertThat(list.at("/items/0/claim").isNull()).isTrue();

        Answer claim = client.postAs("ada", "/api/v1/reviews/" + item.id() + "/claim", "");
        assertThat(claim.text("/reviewer")).isEqualTo("ada");
        Answer resolved = resolve("ada", item, "{'action': 'APPLY_SOURCE', 'notes': 'seen', 'version': %d}");
        assertThat(resolved.status()).isEqualTo(200);
        assertThat(resolved.text("/outcome/result")).isEqualTo("CORRECTED");
        assertThat(resolved.text("/discrepancy/state")).isEqualTo("RESOLVED");
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|1.00");

        Answer corrections = client.get("/api/v1/corrections?table=public.customers");
        String correction = corrections.text("/items/0/id");
        assertThat(corrections.text("/items/0/before/amount")).isEqualTo("9.00");
        assertThat(corrections.text("/items/0/actor")).isEqualTo("ada");
        Answer undone = client.post("/api/v1/corrections/" + correction + "/undo", "");
        assertThat(undone.status()).isEqualTo(200);
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).contains("|9.00");
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);

        Answer again = client.post("/api/v1/corrections/" + correction + "/undo", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/detail")).contains("already undone");
        assertThat(client.get("/api/v1/audit?subject=" + item.id()).at("/total").asInt())
                .isGreaterThanOrEqualTo(4);
    }

    @Test
    void theOtherDecisionsAreCarriedOut() {
        Discrepancy kept = daemon.mismatch("a", "1.00", "9.00");
        assertThat(resolve("api", kept, "{'action': 'KEEP_TARGET', 'version': %d}")
                        .at("/outcome")
                        .isNull())
                .isTrue();
        assertThat(state(kept)).isEqualTo(DiscrepancyState.RESOLVED);
        assertThat(audited(kept)).contains("\"decision\":\"KEEP_TARGET\"");
        assertThat(client.get("/api/v1/discrepancies/" + kept.id()).text("/decision"))
                .isEqualTo("KEEP_TARGET");
        assertThat(client.get("/api/v1/status").at("/kept").toString())
                .isEqualTo("[{\"table\":\"public.customers\",\"kept\":1,\"accepted\":0}]");

        Discrepancy accepted = daemon.extra("b");
        Answer until = resolve("api", accepted, "{'action': 'ACCEPT', 'until': '2026-02-28', 'version': %d}");
        assertThat(until.text("/discrepancy/acceptedUntil")).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(audited(accepted)).contains("\"decision\":\"ACCEPT\"", "\"until\":\"2026-03-01T00:00:00Z\"");

        Discrepancy edited = daemon.mismatch("c", "1.00", "9.00");
        Answer fixed = resolve(
                "api", edited, "{'action': 'CUSTOM_FIX', 'values': {'amount': '5', 'code': null}, 'version': %d}");
        assertThat(fixed.text("/outcome/result")).isEqualTo("CORRECTED");
        assertThat(daemon.lab.stored(daemon.lab.customers, "c")).contains("|5.00");
        assertThat(audited(edited)).contains("\"decision\":\"CUSTOM_FIX\"", "\"values\":\"amount, code\"");
        assertThat(client.get("/api/v1/discrepancies?decision=CUSTOM_FIX,ACCEPT")
                        .at("/total")
                        .asInt())
                .isEqualTo(2);

        Discrepancy applied = daemon.mismatch("d", "1.00", "9.00");
        resolve("ada", applied, "{'action': 'APPLY_SOURCE', 'version': %d}");
        assertThat(audited(applied)).contains("\"decision\":\"APPLY_SOURCE\"");
    }

    @Test
    void reopenedItemIsInReviewAndSaysWhy() {
        Discrepancy kept = daemon.mismatch("a", "1.00", "9.00");
        resolve("ada", kept, "{'action': 'KEEP_TARGET', 'version': %d}");
        String path = "/api/v1/reviews/" + kept.id() + "/reopen";
        int version =
                client.get("/api/v1/discrepancies/" + kept.id()).at("/version").asInt();

        assertThat(client.post(path, "{'version': " + version + "}").text("/detail"))
                .contains("reason");
        assertThat(client.post(path, "{'version': 1, 'reason': 'x'}").status()).isEqualTo(409);
        Answer reopened = client.postAs("bea", path, "{'version': " + version + ", 'reason': 'the customer called'}");

        assertThat(reopened.text("/state")).isEqualTo("IN_REVIEW");
        assertThat(reopened.at("/decision").isNull()).isTrue();
        assertThat(audited(kept)).contains("the customer called");
        assertThat(client.get("/api/v1/audit?size=1&subject=" + kept.id()).text("/items/0/actor"))
                .isEqualTo("bea");
        assertThat(client.post(path, "{'version': " + (version + 1) + ", 'reason': 'x'}")
                        .status())
                .as("it is in review already")
                .isEqualTo(409);
    }

    /** The newest entry of the audit log about the item. */
    private String audited(Discrepancy item) {
        return client.get("/api/v1/audit?size=1&subject=" + item.id()).text("/items/0/detail");
    }

    @Test
    void itemThatChangedDuringReviewIsNotCorrectedAndStaysInReview() {
        Discrepancy item = daemon.mismatch("a", "1.00", "9.00");
        daemon.lab.stream(daemon.lab.customers, "a", row("a", "x", "7.00"));
        Answer answer = resolve("api", item, "{'action': 'APPLY_SOURCE', 'version': %d}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/outcome/result")).isEqualTo("CHANGED");
        assertThat(answer.text("/outcome/reason")).isNotEmpty();
        assertThat(state(item)).isEqualTo(DiscrepancyState.IN_REVIEW);
    }

    @Test
    void itemThatCantBeResolvedDoesNotBlockTheBulkDecision() {
        Discrepancy first = daemon.missing("a");
        Discrepancy stale = daemon.missing("b");
        Answer answer = client.post(
                "/api/v1/reviews/bulk",
                "{'action': 'APPLY_SOURCE', 'items': [{'id': '" + stale.id() + "', 'version': 77}, {'id': '"
                        + first.id() + "', 'version': " + first.lifecycle().version() + "}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/items/0/problem")).contains("not at 77");
        assertThat(answer.text("/items/1/resolution/outcome/result")).isEqualTo("CORRECTED");
        assertThat(daemon.lab.stored(daemon.lab.customers, "a")).isNotEmpty();
    }

    @Test
    void parkedEventsAreListedAndRetried() {
        Answer list = client.get("/api/v1/parked?table=public.orders&limit=1");
        assertThat(list.at("/items")).hasSize(1);
        assertThat(list.text("/items/0/error")).contains("orders_customer");
        assertThat(client.post("/api/v1/parked/7/retry", "").at("/applied").asInt())
                .isEqualTo(2);
        assertThat(client.post("/api/v1/parked/7/retry", "").status()).isEqualTo(404);
    }

    @Test
    void schemaDiffIsTheRecordedOneOrANewOne() {
        SchemaDifference narrow = new SchemaDifference(
                "public.a -> public.b",
                "c",
                SchemaDifference.Kind.NULLABILITY,
                Compatibility.BREAKING,
                "c may be NULL",
                new SchemaDifference.Impact(
                        List.of(SchemaDifference.Effect.REJECTED_WRITES), List.of(SchemaDifference.Operation.UPDATE)),
                null,
                new SchemaChange("ALTER", "REVERSE"));
        daemon.schemaDifferences = List.of(narrow);
        Answer live = client.get("/api/v1/schema/diff");
        assertThat(live.text("/reason")).isEqualTo("request");
        assertThat(live.text("/level")).isEqualTo("BREAKING");
        assertThat(live.text("/differences/0/kind")).isEqualTo("NULLABILITY");
        assertThat(live.text("/differences/0/impact/effects/0")).isEqualTo("REJECTED_WRITES");
        assertThat(live.at("/differences/0/count").isNull()).isTrue();
        assertThat(live.text("/differences/0/change/reverse/0")).isEqualTo("REVERSE");

        daemon.recordedSchemas = new RecordedComparison(Instant.parse("2026-01-01T00:00:00Z"), "schedule", List.of());
        Answer recorded = client.get("/api/v1/schema/diff");
        assertThat(recorded.text("/comparedAt")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(recorded.text("/reason")).isEqualTo("schedule");
        assertThat(recorded.at("/level").isNull()).isTrue();
        assertThat(client.get("/api/v1/schema/diff?from=now").text("/level")).isEqualTo("BREAKING");
        assertThat(client.get("/api/v1/schema/diff?from=yesterday").status()).isEqualTo(400);
    }

    @Test
    void coverageShowsPositionsAndUnverifiableParts() {
        daemon.verified("public.customers", "acme", Verdict.AGREED);
        daemon.coverage.unverifiable(
                "shop", "public.orders", dev.reconciler.row.TenantId.NONE, "checksum", "no key", -1);
        Answer coverage = client.get("/api/v1/coverage");
        assertThat(coverage.text("/items/0/verifiedThrough/at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(coverage.text("/items/1/unverifiableReason")).isEqualTo("no key");
        assertThat(coverage.at("/items/1/verifiedThrough").isNull()).isTrue();
    }

    @Test
    void coverageSaysHowEachChunkStands() {
        MappedTable customers = daemon.lab.customers;
        RowKey middle = RowKey.of("m");
        daemon.chunks.verified(
                customers,
                List.of(
                        Chunk.verified(new KeyRange(null, middle), daemon.through(), 7, Map.of()),
                        Chunk.verified(
                                new KeyRange(middle, RowKey.of("t")),
                                daemon.through(),
                                9,
                                Map.of(new TenantId("acme"), 2L, new TenantId("globex"), 1L))));
        new DirtyChunks(daemon.chunks).changed(customers, List.of(RowKey.of("a")), 1_000);
        daemon.unverifiable = List.of(
                new Unverifiable(
                        customers.id(), Unverifiable.Part.COLUMN, "source fax", "the mapping leaves it out", -1),
                new Unverifiable("public.orders", Unverifiable.Part.ROWS, "", "parked", 3));

        Answer coverage = client.get("/api/v1/coverage");
        assertThat(coverage.text("/tables/0/table")).isEqualTo("public.customers");
        assertThat(coverage.at("/tables/0/chunks").toString())
                .isEqualTo(
                        "{\"total\":3,\"dirty\":1,\"diverged\":1,\"never\":1,\"oldestVerifiedAt\":\"2026-01-01T00:00:00Z\"}");
        assertThat(coverage.text("/tables/0/unverifiable/0/subject")).isEqualTo("source fax");
        assertThat(coverage.at("/tables/1/chunks/total").asInt()).isZero();
        assertThat(coverage.at("/tables/1/unverifiable/0/count").asInt()).isEqualTo(3);

        Answer chunks = client.get("/api/v1/coverage/public.customers/chunks?page=0&size=2");
        assertThat(chunks.at("/total").asInt()).isEqualTo(3);
        assertThat(chunks.at("/items")).hasSize(2);
        assertThat(chunks.at("/items/0/from").isNull()).isTrue();
        assertThat(chunks.text("/items/0/to/0")).isEqualTo("m");
        assertThat(chunks.text("/items/0/state")).isEqualTo("DIRTY");
        assertThat(chunks.at("/items/0/dirtySequence").asInt()).isEqualTo(1_000);
        assertThat(chunks.text("/items/1/verdict")).isEqualTo("DIVERGED");
        assertThat(chunks.at("/items/1/discrepancies").asInt()).isEqualTo(3);
        assertThat(chunks.at("/items/1/discrepanciesByTenant/acme").asInt()).isEqualTo(2);
        Answer last = client.get("/api/v1/coverage/public.customers/chunks?page=1&size=2");
        assertThat(last.text("/items/0/state")).isEqualTo("NEVER");
        assertThat(last.at("/items/0/verdict").isNull()).isTrue();
        assertThat(client.get("/api/v1/coverage/public.nothing/chunks").status())
                .isEqualTo(404);
    }

    @Test
    void inFlightRowsAreListedWithTheirAge() {
        Instant now = daemon.lab.control.clock().instant();
        daemon.candidates.save(List.of(
                candidate("1", now.minusSeconds(90), 4, false, true),
                candidate("2", now.minusSeconds(30), 7, false, false),
                candidate("3", now.minusSeconds(500), 0, true, false)));
        Answer inFlight = client.get("/api/v1/in-flight");
        assertThat(inFlight.at("/items").size()).isEqualTo(1);
        assertThat(inFlight.at("/items/0/rows").asLong()).isEqualTo(2);
        assertThat(inFlight.at("/items/0/oldestAgeSeconds").asLong()).isEqualTo(90);
        assertThat(inFlight.at("/items/0/changes").asLong()).isEqualTo(7);
        assertThat(inFlight.at("/items/0/overdue").asLong()).isEqualTo(1);
        assertThat(inFlight.text("/items/0/tenant")).isEqualTo("acme");
    }

    private static Candidate candidate(String id, Instant since, int changes, boolean confirmed, boolean overdue) {
        return new Candidate(
                new Place(
                        "public.customers", new TenantId("acme"), RowKey.of(id).encoded()),
                true,
                DiscrepancyType.FIELD_MISMATCH,
                new Readings(since, new Reading(since, 1, "x"), false, changes + 1, changes),
                confirmed,
                overdue);
    }

    @Test
    void readinessNamesTheFailedChecks() {
        Answer ready = client.send(client.request("/health/ready"));
        assertThat(ready.status()).isEqualTo(200);
        daemon.problem = Optional.of("the stream stopped: the slot is gone");
        Answer not = client.send(client.request("/health/ready"));
        assertThat(not.status()).isEqualTo(503);
        assertThat(not.text("/checks/0/reason")).isEqualTo("the stream stopped: the slot is gone");
        assertThat(not.at("/checks/1/ok").asBoolean()).isTrue();
        assertThat(client.send(client.request("/health/live")).status()).isEqualTo(200);
    }

    @Test
    void readinessNamesStandingProblemsAndFailsWhenOneStopsThePipeline() {
        daemon.stream.stands(problem("public.orders", "PARTIAL"));
        Answer ready = client.send(client.request("/health/ready"));
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.text("/problems/0/step")).isEqualTo("backfill");
        assertThat(ready.text("/problems/0/table")).isEqualTo("public.orders");
        assertThat(ready.text("/problems/0/cause")).isEqualTo("the target refuses the rows");
        assertThat(ready.text("/problems/0/action")).isEqualTo("drop the constraint");
        daemon.stream.stands(problem("", "STOPPED"));
        Answer not = client.send(client.request("/health/ready"));
        assertThat(not.status()).isEqualTo(503);
        assertThat(not.text("/status")).isEqualTo("not ready");
        assertThat(client.get("/api/v1/status").text("/pipeline/problems/1/effect"))
                .isEqualTo("STOPPED");
    }

    private static OpenProblem problem(String table, String effect) {
        return new OpenProblem(
                "backfill",
                table,
                "the target refuses the rows",
                "drop the constraint",
                effect,
                3,
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void longValuesAreCutInListsAndWholeInTheDetail() {
        String text = "x".repeat(1_000_000);
        Discrepancy item = daemon.mismatch("a", row("a", text, "1.00"), row("a", text, "9.00"));

        for (String list : List.of("/api/v1/discrepancies", "/api/v1/reviews")) {
            Answer listed = client.get(list);
            assertThat(listed.response().body().length()).isLessThan(10_000);
            assertThat(listed.response().body()).contains("… (1,000,000 characters)");
        }
        assertThat(client.get("/api/v1/discrepancies/" + item.id()).response().body())
                .contains(text);
    }

    private Answer resolve(String actor, Discrepancy item, String body) {
        return client.postAs(
                actor,
                "/api/v1/reviews/" + item.id() + "/resolution",
                String.format(java.util.Locale.ROOT, body, item.lifecycle().version()));
    }

    private DiscrepancyState state(Discrepancy item) {
        return daemon.lab.control.discrepancies().find(item.id()).orElseThrow().state();
    }
}
