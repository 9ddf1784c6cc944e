/**
 * {@code api-spec/openapi.yaml} is the contract, and these tests hold it true: what is served is what
 * it names, and what is answered is what it says.
 *
 * <p>{@code ContractFilter} stands in every {@code @ServerTest} application and compares each answer
 * with the description; {@code ContractClient} is the client that tests talk with.
 */
@NullMarked
package org.zhengyan.contract;

import org.jspecify.annotations.NullMarked;
