package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class SharedTargetTest extends SharedTargetContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("shared_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("shared_target");
    }

    @Override
    String controlTable(String name) {
        return "reconciler." + name;
    }
}
