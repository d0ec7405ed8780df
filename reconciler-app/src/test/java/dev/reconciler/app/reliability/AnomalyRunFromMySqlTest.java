package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class AnomalyRunFromMySqlTest extends AnomalyRunContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "anomalies_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("anomalies_target");
    }
}
