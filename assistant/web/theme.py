"""Which colours, sizes and shapes do Gradio's own widgets take, in the light and in the dark?"""

import gradio as gr

PETROL = gr.themes.Color(
    "#eef7f7",
    "#d8eced",
    "#b3d9db",
    "#84c0c4",
    "#4f9fa5",
    "#0f6b72",
    "#0f5e63",
    "#0b4a4e",
    "#093c3f",
    "#072f32",
    "#041d1f",
    name="petrol",
)
FONTS = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif")


def theme() -> gr.themes.Base:
    """Local fonts only; control borders reach 3:1 against card and page in both themes."""
    base = gr.themes.Base(
        primary_hue=PETROL, neutral_hue=gr.themes.colors.slate, font=list(FONTS), font_mono=["monospace"]
    )
    return base.set(**_surfaces(), **_controls(), **_buttons())


def _surfaces() -> dict[str, str]:
    return {
        "body_background_fill": "#f5f6f7",
        "body_background_fill_dark": "#0f151b",
        "body_text_color": "#1c2733",
        "body_text_color_dark": "#e8eef4",
        "body_text_color_subdued": "#52606d",
        "body_text_color_subdued_dark": "#aebccb",
        "background_fill_primary": "#ffffff",
        "background_fill_primary_dark": "#18212b",
        "background_fill_secondary": "#ffffff",
        "background_fill_secondary_dark": "#18212b",
        "block_background_fill": "transparent",
        "block_background_fill_dark": "transparent",
        "block_border_width": "0px",
        "block_border_width_dark": "0px",
        "block_label_text_color": "#1c2733",
        "block_label_text_color_dark": "#e8eef4",
        "block_title_text_color": "#1c2733",
        "block_title_text_color_dark": "#e8eef4",
        "block_title_text_weight": "600",
        "block_padding": "0px",
        "block_shadow": "none",
        "color_accent": "#0f5e63",
        "color_accent_soft": "#e3f1f1",
        "color_accent_soft_dark": "#12363a",
        "border_color_primary": "#d3dae1",
        "border_color_primary_dark": "#3a4856",
        "link_text_color": "#0f5e63",
        "link_text_color_dark": "#7fd3d7",
        "error_text_color": "#a1121f",
        "error_text_color_dark": "#ff9aa4",
        "layout_gap": "0.7rem",
    }


def _controls() -> dict[str, str]:
    return {
        "input_background_fill": "#ffffff",
        "input_background_fill_dark": "#18212b",
        "input_border_color": "#52606d",
        "input_border_color_dark": "#aebccb",
        "input_border_color_focus": "#0f5e63",
        "input_border_color_focus_dark": "#5fc4c9",
        "input_border_width": "1px",
        "input_border_width_dark": "1px",
        "input_placeholder_color": "#52606d",
        "input_placeholder_color_dark": "#aebccb",
        "input_radius": "6px",
        "input_text_size": "1rem",
        "checkbox_border_color": "#52606d",
        "checkbox_border_color_dark": "#aebccb",
        "checkbox_background_color_selected": "#0f5e63",
        "checkbox_background_color_selected_dark": "#0f5e63",
        "checkbox_border_color_selected": "#0f5e63",
        "checkbox_border_color_selected_dark": "#5fc4c9",
        "checkbox_label_background_fill": "#ffffff",
        "checkbox_label_background_fill_dark": "#18212b",
        "checkbox_label_background_fill_hover": "#e3f1f1",
        "checkbox_label_background_fill_hover_dark": "#12363a",
        "checkbox_label_background_fill_selected": "#e3f1f1",
        "checkbox_label_background_fill_selected_dark": "#12363a",
        "checkbox_label_border_color": "#52606d",
        "checkbox_label_border_color_dark": "#aebccb",
        "checkbox_label_border_width": "1px",
        "checkbox_label_border_width_dark": "1px",
        "checkbox_label_text_color": "#1c2733",
        "checkbox_label_text_color_dark": "#e8eef4",
        "checkbox_label_text_color_selected": "#1c2733",
        "checkbox_label_text_color_selected_dark": "#e8eef4",
        "checkbox_label_shadow": "none",
    }


def _buttons() -> dict[str, str]:
    return {
        "button_primary_background_fill": "#0f5e63",
        "button_primary_background_fill_hover": "#0b4a4e",
        "button_primary_text_color": "#ffffff",
        "button_primary_background_fill_dark": "#5fc4c9",
        "button_primary_background_fill_hover_dark": "#8bd8dc",
        "button_primary_text_color_dark": "#06282a",
        "button_secondary_background_fill": "#ffffff",
        "button_secondary_background_fill_dark": "#18212b",
        "button_secondary_background_fill_hover": "#e3f1f1",
        "button_secondary_background_fill_hover_dark": "#12363a",
        "button_secondary_border_color": "#52606d",
        "button_secondary_border_color_dark": "#aebccb",
        "button_secondary_text_color": "#1c2733",
        "button_secondary_text_color_dark": "#e8eef4",
        "button_border_width": "1px",
        "button_border_width_dark": "1px",
        "button_large_radius": "6px",
        "button_medium_radius": "6px",
        "button_small_radius": "6px",
        "button_large_text_size": "0.95rem",
        "button_medium_text_size": "0.95rem",
        "button_large_padding": "0.55rem 1rem",
        "button_large_text_weight": "600",
        "button_primary_shadow": "none",
        "button_secondary_shadow": "none",
    }
