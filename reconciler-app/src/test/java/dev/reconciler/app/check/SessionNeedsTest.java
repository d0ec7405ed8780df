package dev.reconciler.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.endpoint.engine.SessionDemand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With two readers in a window. */
@Tag("unit")
class SessionNeedsTest {
    private static final String CONTROL = "control: {url: \"postgresql://me@c/control\"}\n";

    @TempDir
    Path directory;

    private ReconcilerConfig config(String target, String more) throws IOException {
        Path file = Files.writeString(
                directory.resolve("reconciler.yaml"),
                "pipeline: shop\nsource: {url: \"postgresql://me@a/shop\", maxConnections: 7}\ntarget: {url: \""
                        + target
                        + "://me@b/shop\", maxConnections: 12}\n" + more
                        + "rules: none\nwindows: {parallelism: 2}\ntables: [{source: orders, tenant: none}]\n");
        return new ConfigLoader(Map.of()).load(file);
    }

    private static void assertDemand(SessionDemand demand, int leastPool, int least, int most) {
        assertThat(demand.leastPool()).isEqualTo(leastPool);
        assertThat(demand.least()).isEqualTo(least);
        assertThat(demand.most()).isEqualTo(most);
    }

    @Test
    void sourceHasTheStreamBesideItsPool() throws IOException {
        assertDemand(SessionNeeds.ofSource(config("postgresql", "")), 5, 7, 9);
    }

    @Test
    void controlTablesInThePoolOfTheTarget() throws IOException {
        assertDemand(SessionNeeds.ofTarget(config("postgresql", "")), 9, 9, 12);
        assertDemand(SessionNeeds.ofTarget(config("postgresql", CONTROL)), 6, 6, 12);
    }

    @Test
    void secondPoolWhereTheStoresNeedSessionsOfTheirOwn() throws IOException {
        assertDemand(SessionNeeds.ofTarget(config("mysql", "")), 6, 9, 24);
        assertDemand(SessionNeeds.ofTarget(config("mariadb", CONTROL)), 6, 7, 24);
    }

    @Test
    void controlDatabaseServesItsStoresOnly() throws IOException {
        assertDemand(SessionNeeds.ofControl(config("mysql", CONTROL)), 3, 3, 10);
    }
}
