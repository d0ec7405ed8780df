package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TranslatedKeysInObserveTest extends TranslatedKeysInObserveContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("observed_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("observed_target");
    }
}
