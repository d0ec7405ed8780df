package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RunState;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.Deviation;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.anomaly.RecordedAnomaly;
import dev.reconciler.verify.anomaly.internal.JdbiAnomalies;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The record of anomalies. */
public abstract class AnomaliesContract extends ControlStoreContract {
    private static final String ORDERS = "public.orders";
    private static final TenantId ACME = new TenantId("acme");

    private final Anomalies anomalies = new JdbiAnomalies(store.jdbi(), store.dialect(), store.clock());
    private final JdbiRuns runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());

    private void run(String id) {
        Duration silence = Duration.ofMinutes(1);
        runs.start(new NewRun(id, "shop", "anomalies", "test", List.of(), List.of()), silence);
        runs.finish(id, RunState.SUCCEEDED, List.of(), "");
    }

    private static Anomaly anomaly(String tenant, @Nullable RowKey key, double score) {
        return new Anomaly(
                ORDERS,
                new TenantId(tenant),
                key == null ? Anomaly.Kind.COLUMN : Anomaly.Kind.ROW,
                key,
                new Anomaly.Score(score, 1.25),
                List.of(new Deviation("amount", "\"9\\\u00e9\ud83d\ude00", "1 to 2"), new Deviation("b", "", "")));
    }

    private static ModelReport model(String tenant, String note) {
        return new ModelReport(ORDERS, new TenantId(tenant), 5_000, 3, 1.25, 7, 2, note);
    }

    private static AnomalyQuery query(@Nullable TenantId tenant, PageRequest page) {
        return new AnomalyQuery("shop", null, null, tenant, null, page);
    }

    private List<Anomaly> found(AnomalyQuery query) {
        return anomalies.list(query).items().stream()
                .map(RecordedAnomaly::anomaly)
                .toList();
    }

    @Test
    void anomaliesAndModelsSurviveAsTheyAre() {
        run("r1");
        List<Anomaly> kept = List.of(anomaly("acme", null, 1.5), anomaly("globex", RowKey.of("1", "a/b"), 1.0 / 3 + 2));
        List<ModelReport> models = List.of(model("acme", "noted"), model("globex", ""));
        anomalies.record("shop", "r1", ORDERS, models, kept);

        Page<RecordedAnomaly> page = anomalies.list(query(null, PageRequest.FIRST));

        assertThat(page.items().stream().map(RecordedAnomaly::anomaly)).containsExactly(kept.get(1), kept.get(0));
        assertThat(page.items()).allSatisfy(each -> {
            assertThat(each.run()).isEqualTo("r1");
            assertThat(each.at()).isEqualTo(store.clock().instant());
        });
        assertThat(anomalies.models("shop", "r1")).isEqualTo(models);
        assertThat(anomalies.models("shop", "r2")).isEmpty();
        assertThat(anomalies.models("other", "r1"))
                .as("a control database may hold several pipelines")
                .isEmpty();
    }

    @Test
    void eachConditionOfTheFilterHolds() {
        run("r1");
        run("r2");
        Anomaly row = anomaly("acme", RowKey.of("1"), 2);
        Anomaly column = anomaly("globex", null, 1.5);
        anomalies.record("shop", "r1", ORDERS, List.of(), List.of(column));
        anomalies.record("shop", "r2", ORDERS, List.of(), List.of(row));

        assertThat(found(query(ACME, PageRequest.FIRST))).containsExactly(row);
        assertThat(found(query(new TenantId("acm"), PageRequest.FIRST))).isEmpty();
        assertThat(found(new AnomalyQuery("shop", "r1", null, null, null, PageRequest.FIRST)))
                .containsExactly(column);
        assertThat(found(new AnomalyQuery("shop", null, "public.other", null, null, PageRequest.FIRST)))
                .isEmpty();
        assertThat(found(new AnomalyQuery("shop", null, ORDERS, null, Anomaly.Kind.COLUMN, PageRequest.FIRST)))
                .containsExactly(column);
        assertThat(found(new AnomalyQuery("other", null, null, null, null, PageRequest.FIRST)))
                .isEmpty();
    }

    @Test
    void walkGivesEachAnomalyOnce() {
        run("r1");
        List<Anomaly> kept = List.of(
                anomaly("acme", RowKey.of("1"), 1.5), anomaly("acme", RowKey.of("2"), 2), anomaly("acme", null, 3));
        anomalies.record("shop", "r1", ORDERS, List.of(), kept);

        Page<RecordedAnomaly> first = anomalies.list(query(null, PageRequest.after(Cursor.START, 2)));
        Cursor next = first.next();

        assertThat(first.total()).isEqualTo(3);
        assertThat(first.items().stream().map(RecordedAnomaly::anomaly)).isEqualTo(kept.subList(0, 2));
        assertThat(next).isNotNull();
        assertThat(found(query(null, PageRequest.after(next, 2)))).containsExactly(kept.get(2));
    }

    @Test
    void resumedRunReplacesItsResultOfATable() {
        run("r1");
        anomalies.record("shop", "r1", ORDERS, List.of(model("acme", "first")), List.of(anomaly("acme", null, 2)));
        anomalies.record("shop", "r1", ORDERS, List.of(model("acme", "second")), List.of());

        assertThat(found(query(null, PageRequest.FIRST))).isEmpty();
        assertThat(anomalies.models("shop", "r1")).containsExactly(model("acme", "second"));
    }

    @Test
    void recordsAreRemovedAfterNinetyDays() {
        run("old");
        run("new");
        anomalies.record("shop", "old", ORDERS, List.of(model("acme", "")), List.of(anomaly("acme", null, 2)));
        store.tick(Duration.ofDays(90));
        anomalies.record("shop", "new", ORDERS, List.of(), List.of());
        assertThat(found(query(null, PageRequest.FIRST)))
                .as("not older than 90 days")
                .hasSize(1);

        store.tick(Duration.ofSeconds(1));
        anomalies.record("shop", "new", ORDERS, List.of(), List.of());

        assertThat(found(query(null, PageRequest.FIRST))).isEmpty();
        assertThat(anomalies.models("shop", "old")).isEmpty();
    }
}
