package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.audit.ChainCheck;
import dev.reconciler.canary.Plant;
import dev.reconciler.canary.Plants;
import dev.reconciler.canary.internal.JdbiPlants;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The record of the canary's plants. */
public abstract class PlantsContract extends ControlStoreContract {
    private final Plants plants = new JdbiPlants(store.jdbi(), store.dialect(), store.audit(), store.clock());

    private static Plant plant(String id, @Nullable Row before, @Nullable Row after, long fence) {
        return new Plant(
                id,
                "shop",
                "r1",
                new ChangedRow("public.orders", new TenantId("acme"), RowKey.of(id, "a/b"), before, after),
                fence);
    }

    private static Row row(@Nullable String... values) {
        return new Row(Arrays.asList(values));
    }

    @Test
    void imagesAndKeysSurviveAsTheyAre() {
        Row odd = row("1", null, "", " \"\\\n\t,[] ", "\u00e9\ud83d\ude00");
        List<Plant> planned = List.of(
                plant("1", odd, null, 5), plant("2", null, odd, 5), plant("3", odd, row("1", "2", "3", "4", "5"), 5));
        plants.plan(planned);

        assertThat(plants.standing("shop")).isEqualTo(planned);
        assertThat(plants.standing("other")).isEmpty();
    }

    @Test
    void plantIsMetBySnapshotsFromItsFenceToTheSequenceWhereItIsGone() {
        plants.plan(List.of(plant("1", null, row("x"), 5)));
        assertThat(plants.at("shop", 4)).isEmpty();
        assertThat(plants.at("shop", 99)).hasSize(1);

        plants.gone(List.of("1", "unknown"), 8);
        plants.gone(List.of("1"), 20);

        assertThat(plants.standing("shop")).isEmpty();
        assertThat(plants.at("shop", 8)).hasSize(1);
        assertThat(plants.at("shop", 9)).as("the first time counts").isEmpty();
    }

    @Test
    void plantsThatAreLongGoneAreForgottenAndStandingOnesNever() {
        plants.plan(List.of(plant("gone", null, row("x"), 5), plant("standing", null, row("x"), 5)));
        plants.gone(List.of("gone"), 6);
        store.tick(Duration.ofDays(1).plusSeconds(1));

        plants.plan(List.of(plant("new", null, row("x"), 7)));

        assertThat(plants.at("shop", 5)).extracting(Plant::id).containsExactly("standing");
        assertThat(plants.at("shop", 7)).extracting(Plant::id).containsExactly("new", "standing");
    }

    @Test
    void failureIsOnTheAuditChain() {
        plants.failed("shop", "r1", "checksum", "missed", "a planted row");

        assertThat(store.audit().entries("shop", "r1", PageRequest.FIRST).items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.action()).isEqualTo("canary.FAILED"));
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(1));
    }
}
