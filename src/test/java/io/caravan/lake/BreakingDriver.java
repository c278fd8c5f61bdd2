package io.caravan.lake;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/** Real connections that break around the swap of a table's metadata, as a network does. */
final class BreakingDriver implements Driver {
  static final String PREFIX = "jdbc:breaking:";
  private final AtomicInteger before = new AtomicInteger();
  private final AtomicInteger after = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();

  void breakBeforeUpdates(int times) {
    before.set(times);
  }

  void breakAfterUpdates(int times) {
    after.set(times);
  }

  int broken() {
    return broken.get();
  }

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Connection real = DriverManager.getConnection(url.substring(PREFIX.length()), info);
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object answer = call(real, method, arguments);
          boolean swap =
              answer instanceof PreparedStatement
                  && arguments[0].toString().startsWith("UPDATE iceberg_tables");
          return swap ? breaking((PreparedStatement) answer, real) : answer;
        });
  }

  private PreparedStatement breaking(PreparedStatement real, Connection connection) {
    return proxy(
        PreparedStatement.class,
        (proxy, method, arguments) -> {
          boolean update = method.getName().equals("executeUpdate");
          if (update) {
            breakOne(before, connection);
          }
          Object answer = call(real, method, arguments);
          if (update) {
            breakOne(after, connection);
          }
          return answer;
        });
  }

  private void breakOne(AtomicInteger times, Connection connection) throws SQLException {
    if (times.get() > 0) {
      times.decrementAndGet();
      broken.incrementAndGet();
      connection.close();
      throw new SQLException("The connection was reset", "08006");
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
