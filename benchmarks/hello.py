"""The bare Gradio page that our start and page load are measured against: one box, one button."""

import os
import sys

os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1")

import gradio as gr


def main() -> None:
    with gr.Blocks() as page:
        name, greeting = gr.Textbox(label="Name"), gr.Textbox(label="Greeting")
        gr.Button("Greet").click(lambda who: f"Hello {who}!", name, greeting)
    page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)


if __name__ == "__main__":
    main()
