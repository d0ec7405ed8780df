package dev.reconciler.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.reconciler.mapping.transform.CelProgram;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A condition in CEL on each row: {@code source.NAME} and {@code target.NAME} are the values of both sides' rows under one key, by the
 * target's names of the columns.
 *
 * @param check the expression, which must be true
 * @param line of the expression in its file
 * @param reads the columns that it names, in the order of the text
 * @param problems of its syntax
 */
public record RowCondition(String check, int line, List<Read> reads, List<Problem> problems) implements Rule.Check {
    static final String FIX = "write an expression in CEL, like target.quantity > 0";

    private static final Map<String, Side> SIDES = Map.of("source", Side.SOURCE, "target", Side.TARGET);

    public RowCondition {
        reads = List.copyOf(reads);
        problems = List.copyOf(problems);
    }

    /** A column that the expression names. @param place in the expression, for messages */
    public record Read(Side side, String column, String place) {
        String variable() {
            return side.name().toLowerCase(Locale.ROOT) + "." + column;
        }
    }

    /** A problem of the expression, with its place. */
    public record Problem(String what, String fix) {}

    static RowCondition of(String check, int line) {
        List<Read> reads = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            CelAbstractSyntaxTree tree = CelProgram.parse(check);
            Stream<CelNavigableExpr> nodes =
                    CelNavigableAst.fromAst(tree).getRoot().allNodes();
            nodes.forEach(node -> node(tree.getSource(), node, reads, problems));
            if (reads.isEmpty() && problems.isEmpty()) {
                problems.add(
                        new Problem("the expression names no column", "name columns as source.NAME and target.NAME"));
            }
        } catch (CelValidationException e) {
            problems.addAll(problems(e, FIX));
        }
        return new RowCondition(check, line, reads, problems);
    }

    private static void node(CelSource source, CelNavigableExpr node, List<Read> reads, List<Problem> problems) {
        CelExpr expression = node.expr();
        if (expression.getKind() == Kind.SELECT) {
            CelExpr.CelSelect select = expression.select();
            side(select.operand()).ifPresent(side -> {
                Read read = new Read(side, select.field(), place(source, select.operand()));
                if (select.testOnly()) {
                    problems.add(new Problem(
                            read.place() + ": has() of a column, which is always there",
                            "write " + read.variable() + " != null"));
                } else {
                    reads.add(read);
                }
            });
        } else if (side(expression).isPresent() && !isOperandOfSelect(node)) {
            String name = expression.ident().name();
            problems.add(new Problem(
                    place(source, expression) + ": " + name + " is a row and no value",
                    "name a column, as in " + name + ".NAME"));
        }
    }

    private static boolean isOperandOfSelect(CelNavigableExpr node) {
        Optional<CelNavigableExpr> parent = node.parent();
        return parent.filter(of -> of.getKind() == Kind.SELECT).isPresent();
    }

    private static Optional<Side> side(CelExpr expression) {
        return expression.getKind() == Kind.IDENT
                ? Optional.ofNullable(SIDES.get(expression.ident().name()))
                : Optional.empty();
    }

    private static String place(CelSource source, CelExpr expression) {
        return Optional.ofNullable(source.getPositionsMap().get(expression.id()))
                .flatMap(source::getOffsetLocation)
                .map(RowCondition::place)
                .orElse("in the expression");
    }

    private static String place(CelSourceLocation location) {
        String character = "character " + (location.getColumn() + 1);
        return location.getLine() > 1 ? "line " + location.getLine() + ", " + character : character;
    }

    /** The compiler's errors, each with its place. */
    static List<Problem> problems(CelValidationException refused, String fix) {
        return refused.getErrors().stream().map(issue -> problem(issue, fix)).toList();
    }

    private static Problem problem(CelIssue issue, String fix) {
        return new Problem(
                place(issue.getSourceLocation()) + ": " + issue.getMessage().strip(), fix);
    }

    /** Returns whether it reads that side's row. */
    boolean reads(Side side) {
        return reads.stream().anyMatch(read -> read.side() == side);
    }

    /** The columns of one side that it names, each once. */
    List<String> columns(Side side) {
        Predicate<Read> ofSide = read -> read.side() == side;
        return reads.stream().filter(ofSide).map(Read::column).distinct().toList();
    }

    @Override
    public String kind() {
        return "row";
    }
}
