package org.zhengyan.registry;

import java.util.List;
import java.util.Optional;

/**
 * Compares a claimed name with the registered ones.
 *
 * <p>Two names are the same when their {@linkplain NameForm#of forms} are: width, kind of bracket,
 * whitespace and the code points that old character sets gave a rare character do not count;
 * everything else does, also what stands in a bracket such as {@code （市）}. The rule, in this order:
 *
 * <ol>
 *   <li>the claimed name is a registered name: that one matched;
 *   <li>the claimed name is a registered name followed by brackets that hold nothing but other
 *       registered names, as in {@code 第一名称（第二名称）}: the one before the brackets matched;
 *   <li>the same the other way about: a registered name ends in brackets that hold nothing but other
 *       registered names, and the claimed name is what stands before them: that one matched.
 * </ol>
 *
 * <p>Several names share a bracket when separated by {@code 、 ， , ； ;} or have one each. A bracket
 * whose content is not registered as a name of its own is part of the name and never left out: {@code
 * 某局（鼓楼分局）} is not {@code 某局}. Abbreviations do not match here; they are for online names.
 *
 * <p>Cost: when the claimed name equals a registered one as written nothing is computed.
 */
public final class NameMatcher {
  private static final String[] LABELS = {"first", "second", "third"};

  private NameMatcher() {}

  /**
   * Which name matched, as the answers say it: {@code first}, {@code second}, {@code third} or, for
   * any further one, {@code other} (the faces' onemc, twomc, threemc, qtmc).
   */
  public static Optional<String> match(List<String> registeredNames, String claimed) {
    int index = indexOf(registeredNames, claimed);
    return index < 0 ? Optional.empty() : Optional.of(label(index));
  }

  /** The name of the position: 0 is {@code first}. */
  public static String label(int index) {
    return index < LABELS.length ? LABELS[index] : "other";
  }

  private static int indexOf(List<String> registered, String claimed) {
    int exact = registered.indexOf(claimed);
    if (exact >= 0) {
      return exact;
    }
    String claim = NameForm.of(claimed);
    String[] forms = new String[registered.size()];
    for (int i = 0; i < forms.length; i++) {
      forms[i] = NameForm.of(registered.get(i));
      if (forms[i].equals(claim)) {
        return i;
      }
    }
    for (int i = 0; i < forms.length; i++) {
      if (isNameWithOthers(claim, i, forms) || isBareNameOf(claim, i, forms)) {
        return i;
      }
    }
    return -1;
  }

  /** True when the claim is that name, then brackets with other registered names alone. */
  private static boolean isNameWithOthers(String claim, int index, String[] forms) {
    return claim.startsWith(forms[index])
        && holdsNamesAlone(claim.substring(forms[index].length()), index, forms);
  }

  /** True when that name is the claim, then brackets with other registered names alone. */
  private static boolean isBareNameOf(String claim, int index, String[] forms) {
    return !claim.isEmpty()
        && forms[index].startsWith(claim)
        && holdsNamesAlone(forms[index].substring(claim.length()), index, forms);
  }

  /** True for one or more brackets, none of them empty, that hold registered names but not that one. */
  private static boolean holdsNamesAlone(String brackets, int except, String[] forms) {
    int at = 0;
    while (at < brackets.length()) {
      int end = closing(brackets, at);
      if (end < 0 || !isList(brackets.substring(at + 1, end), except, forms)) {
        return false;
      }
      at = end + 1;
    }
    return at > 0;
  }

  /** Where the bracket that opens at that position closes; -1 when none opens or it stays open. */
  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      if (text.charAt(i) == '(') {
        depth++;
      } else if (text.charAt(i) == ')') {
        depth--;
      }
      if (depth <= 0) {
        return depth == 0 && i > open ? i : -1;
      }
    }
    return -1;
  }

  private static boolean isList(String content, int except, String[] forms) {
    if (isName(content, except, forms)) {
      return true;
    }
    int from = 0;
    for (int i = 0; i <= content.length(); i++) {
      if (i == content.length() || NameForm.isSeparator(content.charAt(i))) {
        if (!isName(content.substring(from, i), except, forms)) {
          return false;
        }
        from = i + 1;
      }
    }
    return true;
  }

  private static boolean isName(String text, int except, String[] forms) {
    for (int i = 0; i < forms.length; i++) {
      if (i != except && forms[i].equals(text)) {
        return true;
      }
    }
    return false;
  }
}
