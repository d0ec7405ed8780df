package dev.reconciler.endpoint.mysql.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.schema.TableRef;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class GrantsTest {
    private static final List<String> WRITES = List.of("SELECT", "INSERT", "DELETE");

    private static List<String> missing(TableRef table, String... lines) {
        return Grants.parse(List.of(lines)).missing(WRITES, table);
    }

    @Test
    void everyLevelCounts() {
        TableRef table = new TableRef("shop", "t");

        assertThat(missing(table, "GRANT ALL PRIVILEGES ON *.* TO `u`@`%` WITH GRANT OPTION"))
                .isEmpty();
        assertThat(missing(table, "GRANT SELECT, INSERT ON `shop`.* TO `u`@`%`", "GRANT DELETE ON `shop`.`t` TO `u`"))
                .isEmpty();
        assertThat(missing(table, "GRANT USAGE ON *.* TO `u`@`%`")).isEqualTo(WRITES);
        assertThat(missing(table, "GRANT ALL PRIVILEGES ON `other`.* TO `u`@`%`", "GRANT SELECT ON `shop`.`u` TO `u`"))
                .isEqualTo(WRITES);
    }

    @Test
    void columnsOfATableDoNotSuffice() {
        assertThat(missing(new TableRef("shop", "t"), "GRANT SELECT (`a`, `b`), DELETE ON `shop`.`t` TO `u`@`%`"))
                .containsExactly("SELECT", "INSERT");
    }

    @Test
    void databasesAreNamedByPatternsAndTablesLiterally() {
        assertThat(missing(new TableRef("shop_1", "t"), "GRANT SELECT, INSERT, DELETE ON `shop\\_%`.* TO `u`@`%`"))
                .isEmpty();
        assertThat(missing(new TableRef("shopx1", "t"), "GRANT SELECT, INSERT, DELETE ON `shop\\_%`.* TO `u`@`%`"))
                .isEqualTo(WRITES);
        assertThat(missing(new TableRef("shopx1", "t"), "GRANT SELECT, INSERT, DELETE ON `shop_1`.`t` TO `u`@`%`"))
                .isEqualTo(WRITES);
    }

    @Test
    void namesMayHoldAnyCharacter() {
        assertThat(missing(
                        new TableRef("a.b", "c`d on e"),
                        "GRANT SELECT, INSERT, DELETE ON `a.b`.`c``d on e` TO `u`@`%`"))
                .isEmpty();
    }

    @Test
    void whatIsRevokedForADatabaseIsMissingThere() {
        String[] lines = {"GRANT SELECT, INSERT, DELETE ON *.* TO `u`@`%`", "REVOKE DELETE ON `shop`.* FROM `u`@`%`"};

        assertThat(missing(new TableRef("shop", "t"), lines)).containsExactly("DELETE");
        assertThat(missing(new TableRef("other", "t"), lines)).isEmpty();
    }

    @Test
    void privilegesOfTheWholeServer() {
        assertThat(Grants.parse(List.of("GRANT SELECT, PROCESS ON *.* TO `u`@`%`"))
                        .has("PROCESS"))
                .isTrue();
        assertThat(Grants.parse(List.of("GRANT ALL PRIVILEGES ON `shop`.* TO `u`@`%`"))
                        .has("PROCESS"))
                .isFalse();
    }
}
