package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TranslatedKeysInObserveOfMySqlTest extends TranslatedKeysInObserveContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("observed_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.of(Flavor.MYSQL, "observed_target");
    }
}
