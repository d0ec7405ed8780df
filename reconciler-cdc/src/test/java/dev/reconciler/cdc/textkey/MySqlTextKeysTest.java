package dev.reconciler.cdc.textkey;

import dev.reconciler.testing.mysql.Flavor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MySqlTextKeysTest extends TextKeysOfMySqlFamily {
    MySqlTextKeysTest() {
        super(
                Flavor.MYSQL,
                Map.of(
                        "utf8mb4_0900_ai_ci", List.of("CASE", "résumé"),
                        "utf8mb4_general_ci", List.of("CASE", "résumé", "blank "),
                        "utf8mb4_bin", List.of("blank ")));
    }
}
