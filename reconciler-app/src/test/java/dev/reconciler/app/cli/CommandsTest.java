package dev.reconciler.app.cli;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("db")
class CommandsTest extends CommandsContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("shop_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("shop_target");
    }
}
