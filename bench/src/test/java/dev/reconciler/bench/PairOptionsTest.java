package dev.reconciler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.bench.demo.DemoPair;
import dev.reconciler.bench.lab.shop.ServerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class PairOptionsTest {
    @Test
    void mysqlToPostgresIsTheDefault() {
        assertThat(PairOptions.parse())
                .isEqualTo(new PairOptions(new DemoPair(ServerKind.mysql, ServerKind.postgres), 1_000_000, 3));
    }

    @Test
    void kindsAndNumbersMayComeInAnyOrder() {
        assertThat(PairOptions.parse("--rows", "5_000", "--target", "mariadb", "--rounds", "2", "--source", "postgres"))
                .isEqualTo(new PairOptions(new DemoPair(ServerKind.postgres, ServerKind.mariadb), 5_000, 2));
    }

    @Test
    void unknownKindIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> PairOptions.parse("--target", "oracle"))
                .isInstanceOf(Options.UnknownOptionException.class)
                .hasMessageContainingAll("--target", "oracle", "postgres", "mysql", "mariadb");
    }

    @Test
    void kindWithoutAnOptionIsRefused() {
        assertThatThrownBy(() -> PairOptions.parse("--source"))
                .isInstanceOf(Options.UnknownOptionException.class)
                .hasMessageContaining("--source");
    }
}
