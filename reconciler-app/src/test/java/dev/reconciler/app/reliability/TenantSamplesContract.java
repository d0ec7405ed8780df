package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of three tenants, of which two are small; only their rows differ. */
abstract class TenantSamplesContract {
    private final ShopDatabase source = source();
    private final ShopDatabase target = target();

    @TempDir
    private Path directory;

    abstract ShopDatabase source();

    abstract ShopDatabase target();

    private static String fill() {
        return IntStream.rangeClosed(1, 2_072)
                .mapToObj(id ->
                        "(%d, '%s', 'v%d')".formatted(id, id <= 2_000 ? "north" : id <= 2_060 ? "south" : "west", id))
                .collect(Collectors.joining(", ", "INSERT INTO items VALUES ", ""));
    }

    private ReconcilerConfig config() throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: tenants
                initial: live
                source: %s
                target: %s
                tables: [{source: items, tenant: {column: tenant}}]
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                apply: {spillDirectory: %s}
                verification: {sample: {depth: quick, seed: 7}}
                """.formatted(
                        source.configuration(), target.configuration(), directory.resolve("spill"))));
    }

    @Test
    void eachTenantHasAnEstimateAndTheTablesBoundsHoldTheTruth() throws IOException {
        for (ShopDatabase side : List.of(source, target)) {
            side.execute(
                    "CREATE TABLE items (id int PRIMARY KEY, tenant varchar(20) NOT NULL, v varchar(20) NOT NULL)",
                    fill());
        }
        target.execute(
                "UPDATE items SET v = 'changed' WHERE tenant = 'south' AND id % 2 = 0",
                "DELETE FROM items WHERE id = 2072", "INSERT INTO items VALUES (9000, 'west', 'extra')");
        try (Application application = Application.open(config(), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            Finished finished = Lab.run(application, JobKind.SAMPLE);

            List<RunSample> samples =
                    application.stores().records().runs().samples(finished.run().id());
            assertThat(samples).isEqualTo(finished.samples());
            assertThat(samples)
                    .extracting(RunSample::tenant)
                    .containsExactly(null, new TenantId("north"), new TenantId("south"), new TenantId("west"));
            assertThat(samples).allSatisfy(sample -> {
                assertThat(sample.goal()).isEqualTo(SampleSize.QUICK);
                assertThat(sample.seed()).isEqualTo(7);
            });
            require(samples.stream().map(RunSample::estimate).toList());
        }
    }

    /** 30 of south's 60 rows differ, and 2 of west's 13 keys. */
    private static void require(List<SampleEstimate> estimates) {
        SampleEstimate whole = estimates.get(0);
        SampleEstimate north = estimates.get(1);
        SampleEstimate south = estimates.get(2);
        SampleEstimate west = estimates.get(3);

        assertThat(north.differing()).isZero();
        assertThat(north.population()).isEqualTo(2_000);
        assertThat(south.population()).isEqualTo(60);
        assertThat(south.drawn()).isEqualTo(30);
        assertThat(south.errors().least()).isLessThanOrEqualTo(30);
        assertThat(south.errors().most()).isGreaterThanOrEqualTo(30);
        assertThat(south.recommendation()).isEqualTo(SampleEstimate.Recommendation.POOR);
        assertThat(west.drawn()).as("all keys of either side").isEqualTo(13);
        assertThat(west.errors()).isEqualTo(new SampleEstimate.Errors(2, 2, 2));
        assertThat(whole.population()).isEqualTo(2_072);
        assertThat(whole.drawn()).isEqualTo(north.drawn() + 30 + 13);
        assertThat(whole.differing()).isEqualTo(south.differing() + 2);
        assertThat(whole.errors().least()).isBetween(whole.differing(), 32L);
        assertThat(whole.errors().most()).isGreaterThanOrEqualTo(32);
        assertThat(whole.errors().estimated()).isBetween(15L, 50L);
    }
}
