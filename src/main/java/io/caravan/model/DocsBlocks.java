package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The {@code docs} blocks of a project's Markdown files, for {@code doc('name')} in descriptions.
 */
final class DocsBlocks {
  private DocsBlocks() {}

  static Map<String, String> read(
      Folders folders,
      List<String> where,
      JinjaTemplates templates,
      BiConsumer<String, MacroDefinition> seen,
      Complaints complaints) {
    Map<String, String> blocks = new TreeMap<>();
    for (Folders.Source source : folders.below(where, ".md")) {
      // Markdown may hold braces that mean nothing; only files with blocks are templates.
      if (source.text().contains("enddocs")) {
        Safely.run(
            complaints,
            () ->
                templates.template(source.file(), source.text()).definitions().stream()
                    .filter(block -> block.kind() == MacroDefinition.Kind.DOCS)
                    .forEach(
                        block -> {
                          seen.accept(source.file(), block);
                          blocks.put(block.name(), block.contents().strip());
                        }));
      }
    }
    return blocks;
  }

  static String id(String packageName, MacroDefinition block) {
    return "doc." + packageName + "." + block.name();
  }

  /** A block as the manifest has it. */
  static Map<String, Object> map(String packageName, String file, MacroDefinition block) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", block.name());
    map.put("resource_type", "doc");
    map.put("package_name", packageName);
    map.put("path", file.substring(file.indexOf('/') + 1));
    map.put("original_file_path", file);
    map.put("unique_id", id(packageName, block));
    map.put("block_contents", block.contents().strip());
    return map;
  }
}
