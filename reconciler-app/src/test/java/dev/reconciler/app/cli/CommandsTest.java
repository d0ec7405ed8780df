package dev.reconciler.app.cli;

import dev.reconciler.app.testing.ShopTarget;
import org.junit.jupiter.api.Tag;

@Tag("db")
class CommandsTest extends CommandsContract {
    @Override
    ShopTarget target() {
        return ShopTarget.postgres();
    }
}
