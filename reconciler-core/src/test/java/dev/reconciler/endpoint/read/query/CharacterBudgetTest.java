package dev.reconciler.endpoint.read.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.QueryRefusedException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CharacterBudgetTest {
    @Test
    void rowsAreCountedTogetherAndTheOneThatExceedsTheBudgetIsRefused() {
        CharacterBudget budget = new CharacterBudget(6);

        assertThat(budget.spend(Arrays.asList("abc", null, ""))).hasSize(3);
        assertThat(budget.spend(List.of("def"))).hasSize(1);
        assertThatThrownBy(() -> budget.spend(List.of("g")))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessageContaining("longer than 6 characters");
    }
}
