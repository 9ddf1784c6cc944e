/**
 * What was opened in whose name: a body's accounts, apps and sites, each proved by its certificate.
 *
 * <p>{@code BindingRecorder} turns a verified action into a {@link org.zhengyan.binding.Binding}, in the
 * transaction of its verdict. There is one live binding for each body, operator, action and identifier;
 * a repeated proof renews it. It ends once, for good: the operator ends it when the account is closed, or
 * the body repudiates it with a signature of its certificate, without an account here. {@link
 * org.zhengyan.binding.Bindings} answers which operators hold a binding, and publishes {@link
 * org.zhengyan.binding.BindingRepudiated} and {@link org.zhengyan.binding.BindingEnded} in the transaction
 * of the act.
 */
@NullMarked
package org.zhengyan.binding;

import org.jspecify.annotations.NullMarked;
