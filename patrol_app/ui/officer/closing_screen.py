"""Closing a visit, in the order of work: verdict and record, signatures, pack; below it the chain."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import ClosingFacts, SignatureFact
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language
from patrol_app.ui.bridge import DeskSource, LiveSource, ScreenSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer import closing_words as said
from patrol_app.ui.officer import sent_back
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.screen import EVIDENCE_STEP, Screen
from patrol_app.ui.widgets.chain_band import ChainBand
from patrol_app.ui.widgets.fact_list import FactList, FactsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.signature_card import CardView, SignatureCard
from patrol_app.ui.widgets.signature_pad import SignaturePad
from patrol_app.ui.widgets.verdict_block import VerdictBlock, VerdictView

translate = QCoreApplication.translate

SIGNS, REFUSES, ABSENT = range(3)
_STATES = {REFUSES: "refused", ABSENT: "absent"}


class ClosingScreen(Screen):
    """The pad takes the signature only; the three confirmations are written by hand on the printed record."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.verdict = VerdictBlock(self)
        self.head_left, self.head_middle = FactList(self), FactList(self)
        self.values, self.record, self.pack, self.target = (FactList(self) for _ in range(4))
        self.cards = (SignatureCard(self), SignatureCard(self))
        self.party = FactList(self)
        self.choices = QButtonGroup(self)
        for number in (SIGNS, REFUSES, ABSENT):
            button = QPushButton(self)
            button.setCheckable(True)
            self.choices.addButton(button, number)
        self.choices.button(SIGNS).setChecked(True)
        self.choices.idToggled.connect(lambda _number, _on: self._show_party())
        self.pad = SignaturePad(self)
        self.reason, self.witness = QLineEdit(self), QLineEdit(self)
        self.undo, self.again = QPushButton(self), QPushButton(self)
        self.undo.clicked.connect(self.pad.undo)
        self.again.clicked.connect(self.pad.clear)
        for pushed in (self.undo, self.again, *self.choices.buttons()):
            # large text wants the height that the sheet gives to the air about it
            pushed.setStyleSheet("padding: 0 6px;")
        self.confirm = PrimaryButton("F5", self)
        self.confirm.clicked.connect(lambda: self.act(5))
        self.make = PrimaryButton("F9", self)
        self.make.pressed.connect(lambda: self.key_down.emit(9))
        self.make.released.connect(lambda: self.key_up.emit(9))
        self.chain = ChainBand(self)
        self.pad.changed.connect(self._show_party)
        for field in (self.reason, self.witness):
            field.textChanged.connect(lambda _text: self._show_party())
        self._facts: ClosingFacts | None = None
        self._rules = (0, 0, 0)
        self._panels = (
            self.verdict, self.head_left, self.head_middle, self.values, self.record, self.pack, self.target,
            *self.cards, self.party, self.chain,
        )  # fmt: skip
        self._name_buttons()

    def _name_buttons(self) -> None:
        for number, name in enumerate(said.party_choices()):
            self.choices.button(number).setText(name)
        self.undo.setText(sentence("close.undo", language.current()))
        self.again.setText(translate("Close", "重写"))
        self.reason.setPlaceholderText(translate("Close", "拒绝或不在场的原因"))
        self.witness.setPlaceholderText(translate("Close", "见证人姓名"))
        for field in (self.reason, self.witness):
            field.setAccessibleName(field.placeholderText())

    def changeEvent(self, event: QEvent) -> None:
        """Buttons carry their words themselves; they are named anew in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name_buttons()
        super().changeEvent(event)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in self._panels:
            panel.set_look(look)
        self.pad.set_look(look)
        self.confirm.set_look(look)
        self.make.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        look, width = self.look, self.width()
        band = look.px(64) + 20
        foot = self.height() - band
        margin = 24 if width >= 1366 else 16
        free = width - 32 - 4 * margin
        first, second = round(free * 520 / 1238), round(free * 404 / 1238)
        middle_x = 16 + first + 2 * margin
        right_x = middle_x + second + 2 * margin
        third = width - 16 - right_x
        self._rules = (middle_x - margin, right_x - margin, foot)
        self.chain.setGeometry(16, foot + 12, width - 32, band - 12)
        head = look.px(26)
        # Left column.
        self.head_left.setGeometry(16, 15, first, head)
        top = 15 + head + 6
        block = look.px(26) + look.px(14) + 34
        self.verdict.setGeometry(16, top, first, block)
        rows = 6 * look.room(30, 15) + 2
        record = look.px(30) + 5 * look.room(32, 15) + 2
        values_y = top + block + 2
        free = foot - 4 - values_y
        if rows + 8 + record > free:
            # Both lists give way alike, so that no row is left out.
            rows = round((free - 8 - look.px(30)) * 6 / 11.5)
        record_y = max(values_y + rows + 8, foot - record - 4)
        self.values.setGeometry(16, values_y, first, record_y - values_y - 8)
        self.record.setGeometry(16, record_y, first, foot - record_y - 2)
        # Middle column, from its foot upwards.
        self.head_middle.setGeometry(middle_x, 15, second, head)
        button_y = foot - 14 - 40
        wide = max(96, round(look.width(translate("Close", "确认"), 17)) + 70)
        self.confirm.setGeometry(middle_x + second - wide, button_y, wide, 40)
        again = max(92, round(look.width(self.again.text(), 15)) + 36)
        self.again.setGeometry(middle_x + second - wide - 8 - again, button_y, again, 40)
        undo = max(84, round(look.width(self.undo.text(), 15)) + 28)
        self.undo.setGeometry(middle_x + second - wide - 16 - again - undo, button_y, undo, 40)
        card, gap = min(84, max(56, (button_y - top) // 5 - 4)), 8
        tight = button_y - 60 - (top + 2 * (card + gap) + 12 + head) < look.px(92)
        if tight:
            # a low window with large text: a line for each officer, and the pad takes the place of who is not asked yet
            card, gap = look.room(34, 16) + 2, 4
        alone = tight and self.signer() is not None
        for index, panel in enumerate(self.cards):
            panel.setGeometry(middle_x, top + index * (card + gap), second, card)
        party_y = top + 2 * (card + gap) + 6
        for part in (self.party, *self.choices.buttons()):
            part.setVisible(not alone)
        self.party.setGeometry(middle_x, party_y, second, head)
        choice_y = party_y + head + 6
        third_part = second / 3
        for number in (SIGNS, REFUSES, ABSENT):
            left = round(third_part * number)
            self.choices.button(number).setGeometry(
                middle_x + left, choice_y, round(third_part * (number + 1)) - left, 40
            )
        pad_y = party_y if alone else choice_y + 50
        pad = QRect(middle_x, pad_y, second, button_y - 10 - pad_y)
        self.pad.setGeometry(pad)
        field = min(look.room(44, 15), (pad.height() - 8) // 2)
        self.reason.setGeometry(pad.left(), pad.top(), pad.width(), field)
        self.witness.setGeometry(pad.left(), pad.top() + field + 8, pad.width(), field)
        # Right column.
        button = 56
        make_y = foot - 14 - button
        target = 2 * look.room(26, 15) + 2
        self.make.setGeometry(right_x, make_y, third, button)
        self.target.setGeometry(right_x, make_y - target - 6, third, target)
        self.pack.setGeometry(right_x, 15, third, make_y - target - 6 - 15 - 4)

    def signer(self) -> SignatureFact | None:
        """The officer whose turn it is, or nothing when the party's is."""
        if self._facts is None:
            return None
        return next((one for one in self._facts.signatures if one.signed_at is None), None)

    @staticmethod
    def _turn(facts: ClosingFacts) -> tuple[int, str]:
        """How many have signed, and what the party did: when it changes, somebody else is asked."""
        return sum(1 for one in facts.signatures if one.signed_at is not None), facts.party_state

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The place of the visit with its case number."""
        view = super().head(snapshot, steps, current, clock)
        facts = self._facts
        if facts is None:
            return view
        # a visit that was taken up again has no session any more
        place = view.place if snapshot is not None else facts.site or view.place
        return HeaderView(
            view.steps, view.current, place, dot(view.zone, facts.case_number), view.period, view.change, view.clock,
        )  # fmt: skip

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Everything changes slowly here: twice a second."""
        if beat % 10:
            return
        facts = self.source.closing() if isinstance(self.source, ScreenSource) else None
        turn = None if self._facts is None else (self._facts.case_number, self._turn(self._facts))
        self._facts = facts
        if facts is not None and turn != (facts.case_number, self._turn(facts)):
            if turn is not None:
                # The signature is kept: the pad is for the next person.
                self.pad.clear()
            self._show_answer(facts)
            self._lay_out()
        reasons = said.reasons_note(facts.outcome) if facts is not None else ""
        self.head_left.show_view(FactsView(translate("Close", "判定"), reasons))
        self.head_middle.show_view(FactsView(translate("Close", "签名"), translate("Close", "两名执法人员 + 当事人")))
        if facts is None:
            returned = sent_back.waiting(self.source)
            told = sent_back.title(returned) if returned else ""
            self.verdict.show_view(VerdictView("idle", translate("Close", "还没有要收尾的点位"), told))
            self.values.show_view(sent_back.rows_view(returned) if returned else FactsView())
            for part in (self.record, self.pack, self.target, self.party):
                part.show_view(FactsView())
            for card in self.cards:
                card.show_view(CardView())
        else:
            self.verdict.show_view(said.outcome_view(facts.outcome))
            self.values.show_view(said.values_view(facts))
            self.record.show_view(said.record_view(facts))
            self.pack.show_view(said.pack_view(facts))
            self.target.show_view(said.target_view(facts))
            for index, panel in enumerate(self.cards):
                found = facts.signatures[index : index + 1]
                panel.show_view(said.card_view(found[0], practice=facts.practice) if found else CardView())
            self.chain.show_view(said.chain_view(facts.chain))
            make, ready = said.pack_words(facts)
            self.make.show_words(make, ready=ready)
        self._show_party()

    def _show_answer(self, facts: ClosingFacts) -> None:
        """What was noted of a party that does not sign stands where it was written."""
        for number, state in _STATES.items():
            if facts.party_state == state:
                self.choices.button(number).setChecked(True)
                self.reason.setText(facts.party_reason)
                self.witness.setText(facts.party_witness)

    def _asks_party(self, facts: ClosingFacts | None) -> bool:
        """Whether the party may still answer, or answer otherwise, until the pack is made."""
        if facts is None or facts.practice or facts.pack_made:
            return False
        return self.signer() is None and facts.party_state != "signed"

    def _show_party(self) -> None:
        facts, signer = self._facts, self.signer()
        waiting = self._asks_party(facts)
        if facts is not None:
            self.party.show_view(FactsView(translate("Close", "当事人"), dot(facts.party_name, facts.party_post)))
        choice = self.choices.checkedId() if signer is None else SIGNS
        for button in self.choices.buttons():
            button.setEnabled(waiting)
        signing = choice == SIGNS
        self.pad.setVisible(signing)
        practice = facts is not None and facts.practice
        self.pad.setEnabled((signer is not None and not practice) or waiting)
        for field in (self.reason, self.witness):
            field.setVisible(not signing)
            field.setEnabled(waiting)
        foot = translate("Close", "在线上签名 · 笔、鼠标或触摸板")
        hint = translate("Close", "这里只签姓名。三处确认语印出后在纸上亲笔写。")
        if practice:
            hint = sentence("desk.practice_no_signature", language.current())
        elif signer is not None:
            hint = translate("Close", "请 {name} 签名。").format(name=signer.officer.name)
        elif (locked := self.locked()) is not None:
            hint = sentence("close.unlock_again", language.current(), name=locked.officer.name)
        self.pad.say(hint, foot)
        self.pad.setAccessibleName(sentence("close.pad", language.current(), hint=hint))
        for button in (self.undo, self.again):
            button.setEnabled(signing and self.pad.drawn)
        self.confirm.show_words(translate("Close", "确认"), ready=self.can_confirm())

    def can_confirm(self) -> bool:
        """Whether F5 has something to confirm: a signature, a reason and a witness, or a key to be unlocked again."""
        facts = self._facts
        if facts is None or facts.practice:
            return False
        if self.signer() is not None:
            return self.pad.is_signature()
        return self._answers() or self.locked() is not None

    def _answers(self) -> bool:
        """Whether the party has answered something that is not noted yet."""
        facts, choice = self._facts, self.choices.checkedId()
        if not self._asks_party(facts) or facts is None:
            return False
        if choice == SIGNS:
            return self.pad.is_signature()
        answer = self.reason.text().strip(), self.witness.text().strip()
        noted = facts.party_state == _STATES[choice] and answer == (facts.party_reason, facts.party_witness)
        return all(answer) and not noted

    def locked(self) -> SignatureFact | None:
        """An officer who has signed and whose key is locked, as after the window was opened anew."""
        facts = self._facts
        if facts is None or facts.pack_made:
            return None
        return next((one for one in facts.signatures if one.signed_at is not None and one.locked), None)

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        facts = self._facts
        here = facts is not None
        waiting = self._asks_party(facts)
        ready = facts is not None and said.pack_words(facts)[1]
        return {
            2: Key(translate("Keys", "改笔录"), facts is not None and not facts.pack_made)
            if here or not sent_back.waiting(self.source)
            else Key(sent_back.say("key"), True),
            3: Key(translate("Keys", "看纸面"), here),
            4: Key(translate("Keys", "朗读"), here),
            5: Key(translate("Keys", "确认签名"), self.can_confirm(), main=True),
            7: Key(translate("Keys", "当事人"), waiting),
            9: Key(translate("Keys", "生成证据包"), ready, hold=True),
            10: Key(translate("Keys", "下一点位"), facts is not None and (facts.pack_made or facts.practice)),
        }

    def act(self, number: int) -> None:
        """A key was pressed."""
        if self._facts is None:
            if number == 2:
                sent_back.ask(self)
            return
        if number == 5 and self.can_confirm():
            self._confirm()
        elif number == 7 and self._asks_party(self._facts):
            following = (self.choices.checkedId() + 1) % 3
            self.choices.button(following).setChecked(True)
        elif number == 2 and not self._facts.pack_made:
            self.step_wanted.emit(EVIDENCE_STEP)
        elif number == 3:
            self.source.command("show_paper", language=language.current())
        elif number == 4:
            self.read_wanted.emit(sentence("ui.read_aloud", language.current()), said.aloud(self._facts))
        elif number == 9 and said.pack_words(self._facts)[1]:
            self.source.command("pack")
        elif number == 10 and (self._facts.pack_made or self._facts.practice):
            self.source.command("next")

    def _confirm(self) -> None:
        signer, choice, locked = self.signer(), self.choices.checkedId(), self.locked()
        if signer is None and locked is not None and not self._answers():
            head = translate("Close", "{name} 的签名钥匙").format(name=locked.officer.name)
            number = locked.officer.certificate_number
            self.form_wanted.emit("unlock", {"command": "unlock", "head": head, "who": number})
            return
        if signer is None and choice != SIGNS:
            reason, witness = self.reason.text().strip(), self.witness.text().strip()
            self.source.command("refuse", state=_STATES[choice], reason=reason, witness=witness)
            return
        who = "party" if signer is None else signer.officer.certificate_number
        data = {"who": who, "strokes": self.pad.strokes(), "width_px": self.pad.width(), "height_px": self.pad.height()}
        if signer is not None and signer.locked and isinstance(self.source, DeskSource):
            head = translate("Close", "{name} 的签名钥匙").format(name=signer.officer.name)
            self.form_wanted.emit("unlock", {"command": "sign", "head": head, **data})
            return
        self.source.command("sign", **data)
        if not isinstance(self.source, DeskSource):
            self.pad.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and hairlines between the regions."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line = self.look.colour("line")
        for x in self._rules[:2]:
            painter.fillRect(QRectF(x, 15, 1, self._rules[2] - 27), line)
        painter.fillRect(QRectF(16, self._rules[2], self.width() - 32, 1), line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
