/**
 * Typing over marked text, done by the editor in place of the browser.
 *
 * The browser would keep the look of what was replaced by an inline style, which the page's policy forbids and reports.
 */
import { EditorView } from '@codemirror/view';

export const typedOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType } = event;
    if (inputType !== 'insertText' || data === null || view.composing) return false;
    // What the browser is about to replace: the editor may not have heard of the newest selection yet. Text that comes in
    // by a command, as from some input aids, names no range.
    const [range = rangeIn(view)] = event.getTargetRanges();
    if (range === undefined || range.collapsed) return false;
    const from = view.posAtDOM(range.startContainer, range.startOffset);
    const to = view.posAtDOM(range.endContainer, range.endOffset);
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: data },
        selection: { anchor: from + data.length },
        userEvent: 'input.type',
        scrollIntoView: true,
      });
    const isHandled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert));
    if (!isHandled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

function rangeIn({ contentDOM }: EditorView): Range | undefined {
  const selection = contentDOM.ownerDocument.getSelection();
  const isHere = selection !== null && selection.rangeCount > 0 && contentDOM.contains(selection.anchorNode);
  return isHere ? selection.getRangeAt(0) : undefined;
}
