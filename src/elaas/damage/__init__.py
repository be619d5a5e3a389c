"""When the equipment is damaged, or the door is (letter, «Hva koster det å ha eLås?»)."""
