package dev.reconciler.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.compatibility.SchemaDifference.CountQuery;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class SchemaPageTest {
    private static final SchemaDifference VIEW = new SchemaDifference(
            "v", "v", Kind.VIEW, Compatibility.ADDITIVE, "a view", new Impact(List.of(), List.of()), null, null);
    private static final SchemaDifference NARROW = new SchemaDifference(
            "public.a -> public.b",
            "c",
            Kind.TYPE,
            Compatibility.BREAKING,
            "c <text> becomes c",
            new Impact(List.of(Effect.NARROWING, Effect.REJECTED_WRITES), List.of(Operation.INSERT)),
            new CountQuery(Side.SOURCE, "SELECT 1"),
            new SchemaChange("ALTER forth", "ALTER back"));

    private final DaemonLab daemon = PageClient.daemon();
    private final PageClient client = new PageClient(daemon).loggedIn();

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void recordedComparisonIsShownWorstFirstAndANewOneOnDemand() {
        daemon.recordedSchemas =
                new RecordedComparison(daemon.lab.control.clock().instant(), "schedule", List.of(VIEW, NARROW));

        String body = client.get("/schema").body();
        assertThat(body)
                .contains("overall: <strong>breaking</strong>", "(schedule)")
                .contains("c &lt;text&gt; becomes c", "narrowing, rejected writes on insert")
                .contains("SELECT 1", "ALTER forth", "ALTER back")
                .contains("aria-current");
        assertThat(body.indexOf("becomes c")).isLessThan(body.indexOf("a view"));
        assertThat(client.get("/schema?now=1").body())
                .contains("The schemas do not differ.", "overall: <strong>none</strong>", "(request)");
        assertThat(client.get("/schema?since=1").status()).isEqualTo(400);
    }

    @Test
    void longListsAreCut() {
        daemon.schemaDifferences = IntStream.range(0, 503).mapToObj(i -> VIEW).toList();

        assertThat(client.get("/schema").body()).contains("3 more differences");
    }
}
