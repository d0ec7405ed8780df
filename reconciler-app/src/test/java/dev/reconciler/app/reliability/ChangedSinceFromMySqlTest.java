package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class ChangedSinceFromMySqlTest extends ChangedSinceContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "since_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("since_target");
    }
}
