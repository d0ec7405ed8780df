package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class SharedTargetOfMariaDbTest extends SharedTargetContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "shared_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.of(Flavor.MARIADB, "shared_target");
    }

    @Override
    String controlTable(String name) {
        return "reconciler." + name;
    }
}
