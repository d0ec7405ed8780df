// Shortcuts: an element with data-key is clicked, or focused if it is a field. Everything works without this file.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && typing) {
    typing.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const element = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
  if (element) {
    event.preventDefault();
    if (element.matches("input, textarea, select")) {
      element.focus();
    } else {
      element.click();
    }
  }
});

// A form that was sent once is not sent again by a second press.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
  }
  event.target.dataset.sent = "yes";
});
