/** Reading the text of users' queries: which names, calls and placeholders it has, by a dialect's lexical rules. */
@NullMarked
package dev.reconciler.endpoint.read.query;

import org.jspecify.annotations.NullMarked;
