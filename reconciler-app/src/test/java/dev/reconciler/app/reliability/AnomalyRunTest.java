package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class AnomalyRunTest extends AnomalyRunContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("anomalies_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("anomalies_target");
    }
}
