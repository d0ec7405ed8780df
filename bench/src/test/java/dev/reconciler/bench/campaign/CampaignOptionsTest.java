package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.bench.lab.shop.ServerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CampaignOptionsTest {
    @Test
    void eachSideHasItsEngine() {
        CampaignOptions options = CampaignOptions.parse("--source", "mysql", "--target", "mariadb");

        assertThat(options.source()).isEqualTo(ServerKind.mysql);
        assertThat(options.target()).isEqualTo(ServerKind.mariadb);
    }

    @Test
    void unknownEngineIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> CampaignOptions.parse("--source", "oracle"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'oracle' is not an engine")
                .hasMessageContaining("[postgres, mysql, mariadb]");
    }
}
