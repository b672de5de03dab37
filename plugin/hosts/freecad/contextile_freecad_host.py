"""FreeCAD as a `Host` of the loopback core: the document, its georeference, the key's fallback, the transaction."""

from __future__ import annotations

import os

import FreeCAD as App

import contextile_freecad_bake as bake
import contextile_loopback as core

if App.GuiUp:
    import contextile_freecad_selection as selection
    import FreeCADGui as Gui


class FreeCADHost(core.Host):
    name = "FreeCAD"
    version = ".".join(App.Version()[:3])
    max_per_feature = 2000
    # Without a window nothing is selected.
    can_read_selection = bool(App.GuiUp)

    def document(self):
        return {"documentName": document_name(), "units": "mm", "theme": theme()}

    def georeference_get(self):
        return bake.georeference_of(App.ActiveDocument) if App.ActiveDocument else None

    def georeference_set(self, georeference):
        document = App.ActiveDocument or App.newDocument("Contextile")
        document.openTransaction("Set georeference")
        bake.store_georeference(document, georeference)
        document.commitTransaction()

    def selection_outlines(self):
        return selection.outlines()

    def insert(self, prepared, header, progress, is_cancelled):
        _refuse_when_busy()
        own = App.ActiveDocument is None
        document = App.newDocument("Contextile") if own else App.ActiveDocument
        try:
            receipt = self._insert(document, prepared, header, progress, is_cancelled)
        except BaseException:
            if own:
                App.closeDocument(document.Name)
            raise
        if own and App.GuiUp:
            Gui.SendMsgToActiveView("ViewFit")
        return receipt

    def _insert(self, document, prepared, header, progress, is_cancelled):
        name = core.plain_name(header["name"], "City context")
        known = bake.georeference_of(document)
        document.openTransaction(name)
        work = bake.Bake(document, header, self.max_per_feature)
        try:
            made = work.make(prepared, progress, is_cancelled)
            if known is None:
                bake.store_georeference(document, header["georeference"])
            replaced = work.remove_earlier()
        except BaseException:
            document.abortTransaction()
            work.undo()
            raise
        document.commitTransaction()
        if not document.UndoMode:
            work.warnings.append("Undo is switched off in FreeCAD, so this insert cannot be undone.")
        return {
            "undoName": name,
            "documentName": document_name(),
            "made": made,
            "replaced": replaced,
            "skipped": work.skipped,
            "hostIds": work.mesh_names[:1000],
            "georeference": "stored" if known is None else "aligned",
            "warnings": work.warnings,
        }


class PreferencesKey(core.KeyStore):
    """The fallback without a keyring: FreeCAD's own preferences, in plain text, and said so."""

    label = "FreeCAD preferences (plain text)"
    warning = "No system keyring was found: the key lies unencrypted in FreeCAD's user.cfg."

    def __init__(self, main):
        super().__init__()
        self._main = main

    def get(self):
        return self._main.call("reading the key", lambda: preferences().GetString("ApiKey", ""))

    def set(self, key):
        self._main.call("storing the key", lambda: preferences().SetString("ApiKey", key))

    def clear(self):
        self._main.call("forgetting the key", lambda: preferences().RemString("ApiKey"))


def preferences():
    return App.ParamGet("User parameter:BaseApp/Preferences/Mod/Contextile")


def document_name():
    document = App.ActiveDocument
    if document is None:
        return "No document (one will be made)"
    return os.path.basename(document.FileName) or document.Label


def theme():
    """Light or dark, by the window's own background."""
    if not App.GuiUp:
        return "system"
    return "light" if Gui.getMainWindow().palette().window().color().lightness() > 127 else "dark"


def _refuse_when_busy():
    if App.GuiUp and Gui.Control.activeDialog():
        raise core.ContextileError("host-busy", "A task dialog is open in FreeCAD; close it first.")
    if App.GuiUp and Gui.ActiveDocument is not None and Gui.ActiveDocument.getInEdit() is not None:
        raise core.ContextileError("host-busy", "An object is being edited in FreeCAD; leave its edit mode first.")
    if App.ActiveDocument is not None and App.ActiveDocument.HasPendingTransaction:
        raise core.ContextileError("host-busy", "A command is running in FreeCAD; finish it first.")
