package dev.reconciler.app.cli;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class CommandsFromMySqlTest extends CommandsContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "shop_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("shop_target");
    }
}
