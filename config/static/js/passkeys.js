// Buttons that ask the browser for a passkey. Each names its act, and the field for the answer.
const ACTS = { add: "addForm", authenticate: "authenticateForm", login: "loginForm" };

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const { passkey, credential, passwordless, options } = button.dataset;
    const ids = { [passkey]: button.id, credential, passwordless, data: options };
    window.allauth.webauthn.forms[ACTS[passkey]]({ ids });
  }
});

// A cancelled window of the browser is no fault: the page stays as it was.
document.addEventListener("allauth.error", (event) => event.preventDefault());
