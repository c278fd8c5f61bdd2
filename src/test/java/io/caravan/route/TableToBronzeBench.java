package io.caravan.route;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Measures PostgreSQL to bronze by the shipped Kamelets: {@code TableToBronzeBench <rows> <repetitions>}. CPU is that of the whole
 * process, the embedded object store included; each repetition loads the whole table into a new bronze table.
 */
final class TableToBronzeBench {
  private TableToBronzeBench() {}

  public static void main(String[] args) throws Exception {
    long rows = Long.parseLong(args[0]);
    Path folder = Files.createTempDirectory("caravan-bench");
    try (BronzeParts parts = new BronzeParts(folder)) {
      parts.sql(
          "create table users (id bigint primary key, email text not null, name text not null, status text not null, created_at timestamp not null, updated_at timestamp not null)",
          """
          insert into users select i, case i %% 10 when 0 then '  User' || i || '@Example.COM ' when 1 then 'USER' || i || '@EXAMPLE.ORG' else 'user' || i || '@example.net' end,
          (array['alice','BOB','Chloé','dmitri','Élodie','farid','Grace','hélène','Ivan','李雷','Jörg','kim'])[1 + (i*7919) %% 12] || ' '
          || (array['smith','O''Neil','GARCÍA','von Berg','nguyen','Østergaard','Kowalski','tanaka'])[1 + (i*104729) %% 8],
          (array['active','active','active','enabled','1','inactive','disabled','0','pending','banned'])[1 + (i*31) %% 10],
          timestamp '2020-01-01' + ((i * 86399::bigint) %% 126230400) * interval '1 second' + (i %% 1000000) * interval '1 microsecond',
          timestamp '2024-01-01' + ((i * 17280001::bigint) %% 86400000000) * interval '1 microsecond'
          from generate_series(1::bigint, %d::bigint) i"""
              .formatted(rows),
          "analyze users");
      for (int i = 1; i <= Integer.parseInt(args[1]); i++) {
        String table = "load" + i;
        var listener = new java.util.concurrent.CountDownLatch(1);
        long wall = System.nanoTime();
        long cpu = cpu();
        io.caravan.bronze.CommitListener committed = (dataset, snapshot) -> listener.countDown();
        try (var running =
            parts.run(
                "bench.camel.yaml", Map.of("table", table, "compression", args.length > 2 ? args[2] : "ZSTD"), Map.of("committed", committed))) {
          wall = System.nanoTime();
          cpu = cpu();
          listener.await();
          System.out.printf(
              "rows %d: wall %.2f s, cpu %.2f s, %s, peak heap %d MB%n",
              rows, (System.nanoTime() - wall) / 1e9, (cpu() - cpu) / 1e9,
              parts.query(table, "select count(*), count(distinct _raw_hash) from %s"), peak());
        }
      }
    }
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getType() == MemoryType.HEAP).mapToLong(p -> p.getPeakUsage().getUsed()).sum() >> 20;
  }
}
