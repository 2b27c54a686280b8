#pragma once
#include <chafa.h>

// Enumerators come as types of their own that Swift cannot combine; GString is a struct of glib.
static const int shim_SPACE = CHAFA_SYMBOL_TAG_SPACE;
static const int shim_BLOCKS = CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_SOLID
    | CHAFA_SYMBOL_TAG_BLOCK | CHAFA_SYMBOL_TAG_QUAD | CHAFA_SYMBOL_TAG_HALF;

// Makes a canvas of so many cells; `symbols` is one of the two above. The caller frees it by
// chafa_canvas_unref.
static inline ChafaCanvas *shim_chafa_canvas(
    int columns, int rows, int cell_width, int cell_height, ChafaCanvasMode mode,
    ChafaPixelMode pixels, int symbols
) {
    // Threads of its own would compete with ours, and gain nothing at these sizes.
    chafa_set_n_threads(1);
    ChafaSymbolMap *map = chafa_symbol_map_new();
    chafa_symbol_map_add_by_tags(map, (ChafaSymbolTags)symbols);
    ChafaCanvasConfig *config = chafa_canvas_config_new();
    chafa_canvas_config_set_geometry(config, columns, rows);
    chafa_canvas_config_set_cell_geometry(config, cell_width, cell_height);
    chafa_canvas_config_set_canvas_mode(config, mode);
    chafa_canvas_config_set_pixel_mode(config, pixels);
    chafa_canvas_config_set_symbol_map(config, map);
    chafa_canvas_config_set_work_factor(config, 0.5f);
    if (mode == CHAFA_CANVAS_MODE_FGBG) {
        chafa_canvas_config_set_dither_mode(config, CHAFA_DITHER_MODE_ORDERED);
    } else {
        chafa_canvas_config_set_dither_mode(config, CHAFA_DITHER_MODE_NONE);
    }
    if (mode == CHAFA_CANVAS_MODE_INDEXED_240) {
        chafa_canvas_config_set_color_space(config, CHAFA_COLOR_SPACE_DIN99D);
    }
    ChafaCanvas *canvas = chafa_canvas_new(config);
    chafa_canvas_config_unref(config);
    chafa_symbol_map_unref(map);
    return canvas;
}

// Prints with the sequences that all terminals share. The caller frees it by g_string_free.
static inline GString *shim_chafa_print(ChafaCanvas *canvas) {
    ChafaTermInfo *info = chafa_term_db_get_fallback_info(chafa_term_db_get_default());
    GString *text = chafa_canvas_print(canvas, info);
    chafa_term_info_unref(info);
    return text;
}
