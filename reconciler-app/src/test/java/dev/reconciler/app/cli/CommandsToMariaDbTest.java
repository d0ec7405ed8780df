package dev.reconciler.app.cli;

import dev.reconciler.app.testing.ShopTarget;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class CommandsToMariaDbTest extends CommandsContract {
    @Override
    ShopTarget target() {
        return ShopTarget.of(Flavor.MARIADB);
    }
}
