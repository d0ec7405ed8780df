package dev.reconciler.cdc.textkey;

import dev.reconciler.testing.mysql.Flavor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbTextKeysTest extends TextKeysOfMySqlFamily {
    MariaDbTextKeysTest() {
        super(
                Flavor.MARIADB,
                Map.of(
                        "utf8mb4_general_ci", List.of("CASE", "résumé", "blank "),
                        "utf8mb4_unicode_nopad_ci", List.of("CASE", "résumé")));
    }
}
