package io.caravan.model;

import io.caravan.record.WorldException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Works off a plan: as many nodes at a time as there are threads and as the order allows. */
final class Execution {
  private final Project project;
  private final RunPlan plan;
  private final NodeRun runs;
  private final RunFacts facts;
  private final boolean failFast;
  private final List<NodeResult> results = new ArrayList<>();
  private final Map<String, Integer> open = new HashMap<>();
  private final PriorityQueue<String> ready = new PriorityQueue<>();
  private final Set<String> unwell = new HashSet<>();
  private WorldException world;
  private boolean stopping;

  Execution(Project project, RunPlan plan, NodeRun runs, RunFacts facts, boolean failFast) {
    this.project = project;
    this.plan = plan;
    this.runs = runs;
    this.facts = facts;
    this.failFast = failFast;
  }

  /** A node's result, or how the world failed it. */
  private record Ended(String id, NodeResult result, WorldException world) {}

  List<NodeResult> run(int threads) {
    plan.order()
        .ids()
        .forEach(
            id -> {
              open.put(id, plan.order().parents(id).size());
              if (plan.order().parents(id).isEmpty()) {
                ready.add(id);
              }
            });
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, threads), task -> new Thread(task, "models"));
    try {
      work(new ExecutorCompletionService<>(pool), Math.max(1, threads));
    } finally {
      pool.shutdown();
    }
    return results;
  }

  Optional<WorldException> world() {
    return Optional.ofNullable(world);
  }

  private void work(CompletionService<Ended> service, int threads) {
    int running = 0;
    while (!ready.isEmpty() || running > 0) {
      while (!ready.isEmpty() && running < threads) {
        String id = ready.remove();
        Node node = project.node(id).orElseThrow();
        if (stopping || plan.data().ancestors(id, -1).stream().anyMatch(unwell::contains)) {
          end(skipped(node));
        } else {
          service.submit(() -> ended(node));
          running++;
        }
      }
      if (running > 0) {
        end(next(service));
        running--;
      }
    }
  }

  private Ended ended(Node node) {
    try {
      return new Ended(
          node.id(), runs.build(node, plan.audits().getOrDefault(node.id(), List.of())), null);
    } catch (WorldException failed) {
      Instant now = facts.clock().instant();
      return new Ended(
          node.id(),
          runs.result(
              node,
              NodeResult.Status.FAILED,
              -1,
              -1,
              now,
              String.valueOf(failed.getMessage()),
              "",
              List.of()),
          failed);
    }
  }

  private Ended skipped(Node node) {
    String why =
        stopping
            ? "not started, because something failed before it"
            : "something it reads is not well";
    return new Ended(
        node.id(),
        runs.result(
            node, NodeResult.Status.SKIPPED, -1, -1, facts.clock().instant(), why, "", List.of()),
        null);
  }

  private void end(Ended ended) {
    results.add(ended.result());
    if (ended.world() != null) {
      world = world == null ? ended.world() : world;
    }
    if (!ended.result().status().well()) {
      unwell.add(ended.id());
      stopping |= failFast;
    }
    for (String child : plan.order().children(ended.id())) {
      if (open.merge(child, -1, Integer::sum) == 0) {
        ready.add(child);
      }
    }
  }

  private static Ended next(CompletionService<Ended> service) {
    try {
      Future<Ended> done = service.take();
      return done.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new WorldException(
          "Cannot go on with the models: the run was interrupted.", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new WorldException("Cannot go on with the models: " + failed.getCause(), failed);
    }
  }
}
