package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class ChangedSinceTest extends ChangedSinceContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("since_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("since_target");
    }
}
