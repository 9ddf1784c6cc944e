package org.zhengyan.x509.path;

import static org.zhengyan.x509.path.PolicyExtensions.ANY_POLICY;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The valid policies of a path (RFC 5280 section 6.1, as the graph of RFC 9618 section 4): each level
 * has one node a policy, so the work is bounded by what the certificates hold, where the tree of
 * RFC 5280 could grow with every certificate.
 *
 * <p>Nodes point at their parents only. A level that has no node means that the graph is NULL.
 */
final class PolicyGraph {

  private static final class Node {
    private final String policy;
    private final List<Node> parents;
    private Set<String> expected;

    Node(String policy, Set<String> expected, List<Node> parents) {
      this.policy = policy;
      this.expected = expected;
      this.parents = parents;
    }
  }

  private Map<String, Node> level = new LinkedHashMap<>();

  /** Section 6.1.2 (a): one node, any-policy. */
  PolicyGraph() {
    level.put(ANY_POLICY, new Node(ANY_POLICY, Set.of(ANY_POLICY), List.of()));
  }

  /** True when no policy is valid any more: the graph is NULL and stays so. */
  boolean isNull() {
    return level.isEmpty();
  }

  /** Section 6.1.3 (e). */
  void clear() {
    level.clear();
  }

  /** Section 6.1.3 (d): the next level, from the policies of a certificate. */
  void descend(Set<String> policies, boolean anyPolicyCounts) {
    Map<String, List<Node>> parentsOf = new LinkedHashMap<>();
    for (Node node : level.values()) {
      for (String policy : node.expected) {
        parentsOf.computeIfAbsent(policy, key -> new ArrayList<>()).add(node);
      }
    }
    Node any = level.get(ANY_POLICY);
    Map<String, Node> next = new LinkedHashMap<>();
    for (String policy : policies) {
      if (policy.equals(ANY_POLICY)) {
        continue;
      }
      List<Node> parents = parentsOf.get(policy);
      if (parents == null && any != null) {
        parents = List.of(any);
      }
      if (parents != null) {
        next.put(policy, new Node(policy, Set.of(policy), parents));
      }
    }
    if (policies.contains(ANY_POLICY) && anyPolicyCounts) {
      parentsOf.forEach(
          (policy, parents) ->
              next.computeIfAbsent(policy, key -> new Node(key, Set.of(key), parents)));
    }
    level = next;
  }

  /** Section 6.1.4 (b) (1): what the issuer's policies are called further down. */
  void map(Map<String, Set<String>> mappings) {
    Node any = level.get(ANY_POLICY);
    mappings.forEach(
        (issuerPolicy, subjectPolicies) -> {
          Node node = level.get(issuerPolicy);
          if (node != null) {
            node.expected = subjectPolicies;
          } else if (any != null) {
            level.put(issuerPolicy, new Node(issuerPolicy, subjectPolicies, any.parents));
          }
        });
  }

  /** Section 6.1.4 (b) (2): when mapping is inhibited, mapped policies are no longer valid. */
  void remove(Set<String> policies) {
    level.keySet().removeAll(policies);
  }

  /**
   * Section 6.1.5 (g): the policies of the last level's ancestors that stand right below any-policy,
   * that is in terms of the anchor; those among {@code accepted}, or all when it holds any-policy.
   */
  Set<String> valid(Set<String> accepted) {
    Set<String> domain = new LinkedHashSet<>();
    Set<Node> seen = new HashSet<>(level.values());
    List<Node> open = new ArrayList<>(level.values());
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      for (Node parent : node.parents) {
        if (parent.policy.equals(ANY_POLICY) && !node.policy.equals(ANY_POLICY)) {
          domain.add(node.policy);
        }
        if (seen.add(parent)) {
          open.add(parent);
        }
      }
    }
    boolean any = level.containsKey(ANY_POLICY);
    if (accepted.contains(ANY_POLICY)) {
      if (any) {
        domain.add(ANY_POLICY);
      }
    } else if (any) {
      return accepted;
    } else {
      domain.retainAll(accepted);
    }
    return domain;
  }
}
